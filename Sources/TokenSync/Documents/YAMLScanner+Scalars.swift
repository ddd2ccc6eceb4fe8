extension YAMLScanner {
    // MARK: Keys

    /// The key that begins here with its colon; nil when there is none. Nothing is skipped.
    func key() throws(SettingsFault) -> (name: String, range: Range<Int>)? {
        var ahead = self
        let name: String
        switch current {
        case UInt8(ascii: "?") where isBlankOrEnd(offset + 1):
            throw uneditable(.complexKey)
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            _ = try ahead.skipFlow()
            ahead.skipBlanks()
            if ahead.isColon { throw uneditable(.complexKey) }
            return nil
        case UInt8(ascii: "*"), UInt8(ascii: "&"), UInt8(ascii: "!"):
            while !ahead.isBlankOrEnd(ahead.offset) { ahead.offset += 1 }
            ahead.skipBlanks()
            let isKey = try current == UInt8(ascii: "*") ? ahead.isColon : ahead.key() != nil
            guard isKey else { return nil }
            throw uneditable(current == UInt8(ascii: "*") ? .alias : current == UInt8(ascii: "&") ? .anchor : .tag)
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            // A string over several lines is no key.
            guard let text = try ahead.quoted().text else { return nil }
            name = text
            ahead.skipBlanks()
        case UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "#"), nil:
            return nil
        case let first? where !isPlainStart(first):
            // Nothing before the colon is null for YAML.
            if isColon { throw uneditable(.complexKey) }
            return nil
        default:
            let start = offset
            while let byte = ahead.current, !TextLines.isBreak(byte), !ahead.isColon {
                if byte == UInt8(ascii: "#"), ahead.offset > start, isBlankOrEnd(ahead.offset - 1) { return nil }
                ahead.offset += 1
            }
            // Without white space at the end.
            name = String(decoding: bytes[start..<max(start, lines.startOfBlanks(before: ahead.offset))], as: UTF8.self)
        }
        guard ahead.isColon else { return nil }
        return (name, offset..<(ahead.offset + 1))
    }

    private var isColon: Bool { current == UInt8(ascii: ":") && isBlankOrEnd(offset + 1) }

    // MARK: Plain scalars

    /// Reads a plain scalar; lines below that are indented more than `outer` belong to it.
    ///
    /// - Returns: its text; nil when it has several lines.
    mutating func plain(outer: Int) throws(SettingsFault) -> String? {
        let start = offset
        guard let first = current, isPlainStart(first) else { throw unexpected() }
        var isCommented = try skipPlainLine()
        var lineCount = 1
        while !isCommented, let next = continuation(outer: outer) {
            offset = next
            isCommented = try skipPlainLine()
            lineCount += 1
        }
        return lineCount == 1 ? String(decoding: bytes[start..<offset], as: UTF8.self) : nil
    }

    /// YAML 1.2.2, rule 126: indicators begin no plain scalar, but `-`, `?` and `:` do when something follows them.
    private func isPlainStart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"): !isBlankOrEnd(offset + 1)
        default: !",[]{}#&*!|>'\"%@`".utf8.contains(byte)
        }
    }

    /// Goes behind the last byte of the scalar in this line.
    ///
    /// - Returns: whether a comment follows, which ends the scalar.
    private mutating func skipPlainLine() throws(SettingsFault) -> Bool {
        var end = offset
        while let current, !TextLines.isBreak(current) {
            if current == UInt8(ascii: "#"), isBlankOrEnd(offset - 1) {
                offset = end
                return true
            }
            if isColon { throw unexpected() }
            offset += 1
            if !TextLines.isBlank(current) { end = offset }
        }
        offset = end
        return false
    }

    /// Where the scalar goes on in a line below; nil when it does not.
    private func continuation(outer: Int) -> Int? {
        var ahead = self
        ahead.skipBlanks()
        while let byte = ahead.current, TextLines.isBreak(byte) {
            ahead.offset = lines.behindBreak(at: ahead.offset)
            let lineStart = ahead.offset
            while ahead.current == 0x20 { ahead.offset += 1 }
            let isDeep = ahead.offset - lineStart > outer
            ahead.skipBlanks()
            guard let byte = ahead.current else { return nil }
            if TextLines.isBreak(byte) { continue }
            guard isDeep, byte != UInt8(ascii: "#") else { return nil }
            return ahead.isMarker("---") || ahead.isMarker("...") ? nil : ahead.offset
        }
        return nil
    }

    // MARK: Quoted scalars

    mutating func quoted() throws(SettingsFault) -> YAMLScalar {
        let start = offset
        let quote = bytes[offset]
        let isDouble = quote == UInt8(ascii: "\"")
        offset += 1
        var decoded: [UInt8] = []
        var isOneLine = true
        while let current {
            if current == quote {
                offset += 1
                if isDouble || self.current != quote {
                    let text = isOneLine ? String(decoding: decoded, as: UTF8.self) : nil
                    return YAMLScalar(style: isDouble ? .doubleQuoted : .singleQuoted, text: text)
                }
                decoded.append(quote)
                offset += 1
            } else if isDouble, current == UInt8(ascii: "\\") {
                if offset + 1 < bytes.count, TextLines.isBreak(bytes[offset + 1]) {
                    isOneLine = false
                    offset += 2
                } else {
                    decoded += try escape()
                }
            } else {
                if TextLines.isBreak(current) { isOneLine = false }
                decoded.append(current)
                offset += 1
            }
        }
        throw fault(.unterminatedString, at: start)
    }

    /// YAML 1.2.2, section 5.7.
    private mutating func escape() throws(SettingsFault) -> [UInt8] {
        let letters: [Character: Unicode.Scalar] = [
            "0": "\0", "a": "\u{07}", "b": "\u{08}", "t": "\t", "n": "\n", "v": "\u{0B}", "f": "\u{0C}", "r": "\r", "e": "\u{1B}",
            " ": " ", "\t": "\t", "\"": "\"", "/": "/", "\\": "\\", "N": "\u{85}", "_": "\u{A0}", "L": "\u{2028}", "P": "\u{2029}",
        ]
        // Half of a surrogate pair is a replacement character for us: no key of ours has one.
        return try escape(letters, replacement: "\u{FFFD}")
    }

    // MARK: Block scalars

    /// Goes behind the last line of the scalar, before its line break; of one that keeps its blank lines (`+`) behind those.
    mutating func skipBlockScalar(outer: Int) throws(SettingsFault) {
        offset += 1
        var isKeeping = false
        while let current, "+-123456789".utf8.contains(current) {
            isKeeping = isKeeping || current == UInt8(ascii: "+")
            offset += 1
        }
        var end = offset
        skipBlanks()
        if current == UInt8(ascii: "#"), offset > end { offset = lines.lineEnd(of: offset) }
        guard current.map(TextLines.isBreak) ?? true else { throw unexpected() }
        end = offset
        while offset < bytes.count {
            let lineStart = lines.behindBreak(at: offset)
            var content = lineStart
            while content < bytes.count, bytes[content] == 0x20 { content += 1 }
            let isBlankLine = content >= bytes.count || TextLines.isBreak(bytes[content])
            guard isBlankLine || content - lineStart > max(outer, -1) else { break }
            guard lineStart > offset else { break }
            offset = lines.lineEnd(of: content)
            if (!isBlankLine || isKeeping) && lineStart < bytes.count { end = offset }
        }
        offset = end
    }

    // MARK: Flow collections

    /// Goes behind the closing bracket.
    ///
    /// - Returns: whether nothing is between the brackets.
    mutating func skipFlow() throws(SettingsFault) -> Bool {
        let start = offset
        var closers: [UInt8] = []
        var isEmpty = true
        // Quotes begin a string only where a value may begin.
        var isAtStart = true
        repeat {
            guard let current else { throw fault(.unterminatedString, at: start) }
            switch current {
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                if offset > start { isEmpty = false }
                closers.append(current + 2)
                guard closers.count <= 64 else { throw fault(.tooDeep) }
                offset += 1
                isAtStart = true
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                guard closers.popLast() == current else { throw unexpected() }
                offset += 1
                isAtStart = false
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                isEmpty = false
                if isAtStart { _ = try quoted() } else { offset += 1 }
                isAtStart = false
            case UInt8(ascii: "#") where isBlankOrEnd(offset - 1):
                isEmpty = false
                offset = lines.lineEnd(of: offset)
            default:
                if current == UInt8(ascii: ",") || current == UInt8(ascii: ":") {
                    isAtStart = true
                } else if !TextLines.isBlank(current), !TextLines.isBreak(current) {
                    isEmpty = false
                    isAtStart = false
                }
                offset += 1
            }
        } while !closers.isEmpty
        return isEmpty
    }
}
