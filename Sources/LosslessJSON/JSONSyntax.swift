/// Which grammar a text is read by.
package enum JSONSyntax: Sendable {
    /// RFC 8259, nothing else.
    case json
    /// RFC 8259 with `//` and `/* */` comments, trailing commas and a leading byte order mark, as editors write settings files.
    case jsonc
}

/// Where and why a text is not JSON.
package struct JSONSyntaxError: Error, Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
        case unexpectedEnd
        case unexpectedByte(UInt8)
        case invalidEscape
        case controlCharacterInString
        case invalidNumber
        case unterminatedComment
        case tooDeep
        case trailingContent
    }

    package let reason: Reason
    /// Offset of the offending byte, counted from 0.
    package let offset: Int

    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

/// One-based line and column (in bytes) of an offset in a text.
package struct TextPosition: Equatable, Sendable {
    package let line: Int
    package let column: Int

    package init(of offset: Int, in bytes: [UInt8]) {
        var line = 1
        var lineStart = 0
        for index in 0..<min(offset, bytes.count) where bytes[index] == UInt8(ascii: "\n") {
            line += 1
            lineStart = index + 1
        }
        self.line = line
        self.column = min(offset, bytes.count) - lineStart + 1
    }
}
