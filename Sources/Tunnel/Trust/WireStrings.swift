/// Reads `string` after `string` in the form of RFC 4251, section 5: four bytes of length, then as many bytes.
struct WireStrings: IteratorProtocol {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    /// nil at the end, and where less is there than the length says.
    mutating func next() -> ArraySlice<UInt8>? {
        guard rest.count >= 4 else { return nil }
        let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard rest.count - 4 >= length else { return nil }
        let string = rest.dropFirst(4).prefix(length)
        rest = rest[string.endIndex...]
        return string
    }
}
