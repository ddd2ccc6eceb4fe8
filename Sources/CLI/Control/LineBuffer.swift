/// Makes lines of the pieces in which bytes come.
struct LineBuffer {
    /// The longest line of the control protocol, in bytes: a server's instruction, and answers to it, have a few thousand.
    static let longestLine = 64 * 1_024

    private var bytes: [UInt8] = []

    /// Whether more has come without a line's end than any line has.
    var isFull: Bool { bytes.count > Self.longestLine && !bytes.prefix(Self.longestLine + 1).contains(UInt8(ascii: "\n")) }

    mutating func append(_ piece: some Sequence<UInt8>) {
        bytes.append(contentsOf: piece)
    }

    /// The next whole line, without its end; nil where there is none, or where it is too long.
    mutating func nextLine() -> [UInt8]? {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")), end <= Self.longestLine else { return nil }
        defer { bytes.removeSubrange(...end) }
        return Array(bytes[..<end])
    }

    /// Everything that there is, whether it is a line or not.
    mutating func takeAll() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}
