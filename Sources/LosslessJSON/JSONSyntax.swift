/// Which grammar a text is read by.
public enum JSONSyntax: Sendable {
    /// RFC 8259, nothing else.
    case json
    /// RFC 8259 with `//` and `/* */` comments, trailing commas and a leading byte order mark, as editors write settings files.
    case jsonc
}

/// Where and why a text is not JSON.
public struct JSONSyntaxError: Error, Equatable, Sendable {
    public enum Reason: Equatable, Sendable {
        case unexpectedEnd
        case unexpectedByte(UInt8)
        case invalidEscape
        case controlCharacterInString
        case invalidNumber
        case unterminatedComment
        case tooDeep
        case trailingContent
    }

    public let reason: Reason
    /// Offset of the offending byte, counted from 0.
    public let offset: Int

    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

/// One-based line and column (in bytes) of an offset in a text.
public struct TextPosition: Equatable, Sendable {
    public let line: Int
    public let column: Int

    public init(of offset: Int, in bytes: [UInt8]) {
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
