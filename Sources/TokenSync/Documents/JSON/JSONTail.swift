/// The text behind a member up to the next one or the closing brace: white space, comments and at most one comma.
struct JSONTail {
    /// Offset of the comma, when there is one.
    private(set) var comma: Int?
    /// Offset of the first comment, when there is one.
    private(set) var firstComment: Int?
    /// Behind the last comment or comma; the start when there is only white space.
    private(set) var end: Int

    /// - Parameters:
    ///   - bytes: a text that was checked as a whole.
    ///   - range: the part to look at.
    init(_ bytes: [UInt8], in range: Range<Int>) {
        end = range.lowerBound
        var offset = range.lowerBound
        while offset < range.upperBound {
            switch bytes[offset] {
            case UInt8(ascii: ","):
                comma = comma ?? offset
                offset += 1
                end = offset
            case UInt8(ascii: "/"):
                firstComment = firstComment ?? offset
                offset = Self.endOfComment(bytes, at: offset, limit: range.upperBound)
                end = offset
            default:
                offset += 1
            }
        }
    }

    private static func endOfComment(_ bytes: [UInt8], at start: Int, limit: Int) -> Int {
        var offset = start + 2
        if start + 1 < limit, bytes[start + 1] == UInt8(ascii: "/") {
            while offset < limit, bytes[offset] != 0x0A, bytes[offset] != 0x0D { offset += 1 }
            return min(offset, limit)
        }
        while offset + 1 < limit {
            if bytes[offset] == UInt8(ascii: "*"), bytes[offset + 1] == UInt8(ascii: "/") { return offset + 2 }
            offset += 1
        }
        return limit
    }
}
