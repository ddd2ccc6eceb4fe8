/// What is known of a file without reading it.
struct FileStatus: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case regular, folder, link, other
    }

    let kind: Kind
    /// The permission bits, as `chmod` takes them.
    let mode: UInt32
    let owner: UInt32
    let group: UInt32
    /// In bytes.
    let size: Int
}
