/// The lines of a text: where they begin and end, and how they are indented.
struct TextLines {
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    let bytes: [UInt8]

    init(of bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Behind the byte order mark, where there is one.
    var start: Int { bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0 }

    /// The first line break of the text; a line feed where there is none.
    var newline: [UInt8] {
        guard let first = bytes.firstIndex(where: Self.isBreak), bytes[first] == 0x0D else { return [0x0A] }
        return first + 1 < bytes.count && bytes[first + 1] == 0x0A ? [0x0D, 0x0A] : [0x0D]
    }

    /// Where the line of an offset begins.
    func lineStart(of offset: Int) -> Int {
        var start = offset
        while start > self.start, !Self.isBreak(bytes[start - 1]) { start -= 1 }
        return start
    }

    /// Where the line of an offset ends: before its line break, or at the end of the text.
    func lineEnd(of offset: Int) -> Int {
        var end = offset
        while end < bytes.count, !Self.isBreak(bytes[end]) { end += 1 }
        return end
    }

    /// Behind the line break that stands at an offset; the offset itself where none does.
    func behindBreak(at offset: Int) -> Int {
        guard offset < bytes.count, Self.isBreak(bytes[offset]) else { return offset }
        return bytes[offset] == 0x0D && offset + 1 < bytes.count && bytes[offset + 1] == 0x0A ? offset + 2 : offset + 1
    }

    /// The white space at the beginning of the line of an offset, as far as the offset.
    func indentation(at offset: Int) -> [UInt8] {
        Array(bytes[lineStart(of: offset)..<offset].prefix(while: Self.isBlank))
    }

    /// Whether only white space stands before an offset in its line.
    func isFirstOnLine(_ offset: Int) -> Bool {
        bytes[lineStart(of: offset)..<offset].allSatisfy(Self.isBlank)
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    static func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
