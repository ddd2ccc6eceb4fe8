import LosslessJSON

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

    /// Where the line break begins that a line follows; the line's own beginning where it is the first one.
    func startOfBreak(before lineStart: Int) -> Int {
        guard lineStart > start else { return lineStart }
        return lineStart > start + 1 && bytes[lineStart - 2] == 0x0D && bytes[lineStart - 1] == 0x0A ? lineStart - 2 : lineStart - 1
    }

    /// Behind the blanks that stand at an offset.
    func behindBlanks(at offset: Int) -> Int {
        bytes[offset...].firstIndex { !Self.isBlank($0) } ?? bytes.count
    }

    /// Where the blanks begin that stand before an offset.
    func startOfBlanks(before offset: Int) -> Int {
        bytes[..<offset].lastIndex { !Self.isBlank($0) }.map { $0 + 1 } ?? 0
    }

    /// The white space at the beginning of the line of an offset, as far as the offset.
    func indentation(at offset: Int) -> [UInt8] {
        Array(bytes[lineStart(of: offset)..<offset].prefix(while: Self.isBlank))
    }

    /// Whether only white space stands before an offset in its line.
    func isFirstOnLine(_ offset: Int) -> Bool {
        bytes[lineStart(of: offset)..<offset].allSatisfy(Self.isBlank)
    }

    /// Whether nothing but white space stands behind the byte order mark.
    var areBlank: Bool { bytes.dropFirst(start).allSatisfy { Self.isBlank($0) || Self.isBreak($0) } }

    /// Whether a line break, or nothing at all, stands at the end.
    var areEnded: Bool { bytes.count == start || bytes.last.map(Self.isBreak) ?? true }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    static func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}

/// What reads a text from front to back.
protocol TextScanner {
    var bytes: [UInt8] { get }
    var offset: Int { get set }
}

extension TextScanner {
    var lines: TextLines { TextLines(of: bytes) }
    var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    func fault(_ fault: GrammarFault, at place: Int? = nil) -> SettingsFault {
        .grammar(fault, at: TextPosition(of: place ?? offset, in: bytes))
    }

    func unexpected() -> SettingsFault {
        fault(current.map { .unexpectedByte($0) } ?? .unexpectedEnd)
    }

    mutating func skipBlanks() {
        while let current, TextLines.isBlank(current) { offset += 1 }
    }

    /// Reads an escape of a string, from its backslash on.
    ///
    /// - Parameters:
    ///   - letters: what a letter alone stands for.
    ///   - replacement: stands for a number that no character has; nil where such a number is not valid.
    mutating func escape(_ letters: [Character: Unicode.Scalar], replacement: Unicode.Scalar? = nil) throws(SettingsFault) -> [UInt8] {
        let start = offset
        offset += 1
        guard let letter = current.map({ Character(Unicode.Scalar($0)) }) else { throw fault(.unexpectedEnd) }
        offset += 1
        if let scalar = letters[letter] { return Array(String(Character(scalar)).utf8) }
        let lengths: [Character: Int] = ["x": 2, "u": 4, "U": 8]
        guard let code = lengths[letter].flatMap({ hexadecimal(digits: $0) }), let scalar = Unicode.Scalar(code) ?? replacement else {
            throw fault(.invalidEscape, at: start)
        }
        return Array(String(Character(scalar)).utf8)
    }

    /// The number that hexadecimal digits make; nil where there are not so many.
    private mutating func hexadecimal(digits count: Int) -> UInt32? {
        let digits = bytes[offset...].prefix(count)
        guard digits.count == count, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        offset += count
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}

extension UInt8 {
    /// A letter or a digit of ASCII, an underscore or a hyphen: what keys of TOML and words of a shell have without quotes.
    var isWord: Bool {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: self == UInt8(ascii: "_") || self == UInt8(ascii: "-")
        }
    }
}
