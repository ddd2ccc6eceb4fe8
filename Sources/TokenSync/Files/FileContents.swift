/// A file as it was read: its bytes, and the status of the very file that they came from.
struct FileContents: Equatable, Sendable {
    let bytes: [UInt8]
    let status: FileStatus
}
