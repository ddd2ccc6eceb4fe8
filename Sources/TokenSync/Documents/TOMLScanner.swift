/// Reads a TOML text (TOML 1.0.0) from front to back. What newer versions allow in inline tables is taken too.
struct TOMLScanner: TextScanner {
    /// Deeper than any settings file, and far from the end of the stack.
    private static let depthLimit = 64

    let bytes: [UInt8]
    var offset: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        offset = TextLines(of: bytes).start
    }

    private func isNext(_ text: StaticString) -> Bool {
        bytes[offset...].starts(with: text.description.utf8)
    }

    private mutating func expect(_ byte: Character) throws(SettingsFault) {
        guard let current, current == byte.asciiValue else { throw unexpected() }
        offset += 1
    }

    // MARK: Lines

    /// The sections of the text in their order, with the headers as they are written.
    mutating func sections() throws(SettingsFault) -> [TOMLSection] {
        var sections = [TOMLSection()]
        while true {
            try skipBlankLines()
            guard let current else { return sections }
            if current == UInt8(ascii: "[") {
                let start = offset
                let isArrayItem = isNext("[[")
                offset += isArrayItem ? 2 : 1
                let names = try key().names
                try expect("]")
                if isArrayItem { try expect("]") }
                sections.append(TOMLSection(names: names, header: start..<offset, isArrayItem: isArrayItem))
            } else {
                sections[sections.count - 1].pairs.append(try pair(depth: 0))
            }
            try skipRestOfLine()
        }
    }

    private mutating func skipBlankLines() throws(SettingsFault) {
        repeat { skipBlanks() } while try skipComment() || skipBreak()
    }

    /// - Returns: whether there was one.
    private mutating func skipComment() throws(SettingsFault) -> Bool {
        guard current == UInt8(ascii: "#") else { return false }
        while let current, current != 0x0A, !(current == 0x0D && isNext("\r\n")) {
            if (current < 0x20 && current != 0x09) || current == 0x7F { throw unexpected() }
            offset += 1
        }
        return true
    }

    private mutating func skipBreak() -> Bool {
        let length = isNext("\r\n") ? 2 : isNext("\n") ? 1 : 0
        offset += length
        return length > 0
    }

    private mutating func skipRestOfLine() throws(SettingsFault) {
        skipBlanks()
        _ = try skipComment()
        guard skipBreak() || current == nil else { throw unexpected() }
    }

    // MARK: Keys

    private mutating func pair(depth: Int) throws(SettingsFault) -> TOMLPair {
        let key = try key()
        try expect("=")
        skipBlanks()
        return TOMLPair(names: key.names, key: key.range, value: try value(depth: depth))
    }

    /// A key with the white space behind it, which its range leaves out.
    private mutating func key() throws(SettingsFault) -> (names: [String], range: Range<Int>) {
        skipBlanks()
        let start = offset
        var names = [try name()]
        var end = offset
        skipBlanks()
        while current == UInt8(ascii: ".") {
            offset += 1
            skipBlanks()
            names.append(try name())
            end = offset
            skipBlanks()
        }
        guard names.count <= Self.depthLimit else { throw fault(.tooDeep, at: start) }
        return (names, start..<end)
    }

    private mutating func name() throws(SettingsFault) -> String {
        if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") { return try string() }
        let start = offset
        while let current, current.isWord { offset += 1 }
        guard offset > start else { throw unexpected() }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    // MARK: Values

    private mutating func value(depth: Int) throws(SettingsFault) -> TOMLValue {
        guard depth < Self.depthLimit else { throw fault(.tooDeep) }
        let start = offset
        let kind: TOMLValue.Kind
        switch current {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            kind = .string(isNext("\"\"\"") || isNext("'''") ? try multilineString() : try string())
        case UInt8(ascii: "["):
            kind = .array(try list(until: "]") { scanner throws(SettingsFault) in try scanner.value(depth: depth + 1) })
        case UInt8(ascii: "{"):
            kind = .inlineTable(try list(until: "}") { scanner throws(SettingsFault) in try scanner.pair(depth: depth + 1) })
        default:
            kind = try plain()
        }
        return TOMLValue(kind: kind, range: start..<offset)
    }

    /// A boolean, a number, a date or a time. A date and its time may have a space between them.
    private mutating func plain() throws(SettingsFault) -> TOMLValue.Kind {
        let start = offset
        let isPart = { (byte: UInt8) in byte.isWord || "+.:".utf8.contains(byte) }
        while let current, isPart(current) { offset += 1 }
        if offset - start == 10, current == 0x20, offset + 1 < bytes.count, (0x30...0x39).contains(bytes[offset + 1]),
            bytes[start + 4] == UInt8(ascii: "-")
        {
            offset += 1
            while let current, isPart(current) { offset += 1 }
        }
        guard offset > start else { throw unexpected() }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        switch text {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default:
            guard TOMLSpelling.isNumberOrTime(text) else { throw fault(.invalidValue, at: start) }
            return .other
        }
    }

    /// What stands between two brackets or braces, with commas in between.
    private mutating func list<Element>(
        until closer: Character, _ element: (inout TOMLScanner) throws(SettingsFault) -> Element
    ) throws(SettingsFault) -> [Element] {
        offset += 1
        var elements: [Element] = []
        try skipBlankLines()
        while current != closer.asciiValue {
            elements.append(try element(&self))
            try skipBlankLines()
            guard current == UInt8(ascii: ",") else { break }
            offset += 1
            try skipBlankLines()
        }
        try expect(closer)
        return elements
    }

    // MARK: Strings

    private mutating func string() throws(SettingsFault) -> String {
        let start = offset
        let quote = bytes[offset]
        offset += 1
        var decoded: [UInt8] = []
        while let current, current != quote {
            if (current < 0x20 && current != 0x09) || current == 0x7F { throw fault(.unterminatedString, at: start) }
            if current == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                decoded += try escape()
            } else {
                decoded.append(current)
                offset += 1
            }
        }
        guard current == quote else { throw fault(.unterminatedString, at: start) }
        offset += 1
        return String(decoding: decoded, as: UTF8.self)
    }

    private mutating func multilineString() throws(SettingsFault) -> String {
        let start = offset
        let quote = bytes[offset]
        let isBasic = quote == UInt8(ascii: "\"")
        offset += 3
        // A line break right behind the opening quotes is no part of the string.
        _ = skipBreak()
        var decoded: [UInt8] = []
        while let current {
            if current == quote {
                let quotes = bytes[offset...].prefix { $0 == quote }.count
                // Up to two quotes may stand before the closing three.
                guard quotes >= 3 else {
                    decoded += [UInt8](repeating: quote, count: quotes)
                    offset += quotes
                    continue
                }
                guard quotes <= 5 else { throw fault(.unexpectedByte(quote), at: offset + 5) }
                offset += quotes
                return String(decoding: decoded + [UInt8](repeating: quote, count: quotes - 3), as: UTF8.self)
            }
            if current == UInt8(ascii: "\\"), isBasic {
                if skipEscapedBreak() { continue }
                decoded += try escape()
                continue
            }
            if (current < 0x20 && current != 0x09 && current != 0x0A && !isNext("\r\n")) || current == 0x7F { throw unexpected() }
            decoded.append(current)
            offset += 1
        }
        throw fault(.unterminatedString, at: start)
    }

    /// A backslash at the end of a line swallows all white space up to the next character.
    private mutating func skipEscapedBreak() -> Bool {
        var end = lines.behindBlanks(at: offset + 1)
        guard end < bytes.count, TextLines.isBreak(bytes[end]) else { return false }
        while end < bytes.count, TextLines.isBlank(bytes[end]) || TextLines.isBreak(bytes[end]) { end += 1 }
        offset = end
        return true
    }

    private mutating func escape() throws(SettingsFault) -> [UInt8] {
        try escape([
            "b": "\u{08}", "t": "\t", "n": "\n", "f": "\u{0C}", "r": "\r", "e": "\u{1B}", "\"": "\"", "\\": "\\",
        ])
    }
}
