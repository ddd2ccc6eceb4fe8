import LosslessJSON

/// Reads a dotenv text as the `dotenv` package of Node does (https://www.npmjs.com/package/dotenv, "What rules does the parsing engine
/// follow?"), and refuses what programs disagree about.
struct DotenvScanner {
    private let bytes: [UInt8]
    private let lines: TextLines
    private var offset: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        lines = TextLines(of: bytes)
        offset = lines.start
    }

    private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private func unexpected() -> SettingsFault {
        .grammar(current.map { .unexpectedByte($0) } ?? .unexpectedEnd, at: TextPosition(of: offset, in: bytes))
    }

    mutating func variables() throws(SettingsFault) -> [DotenvVariable] {
        var variables: [DotenvVariable] = []
        while true {
            while let current, TextLines.isBlank(current) || TextLines.isBreak(current) { offset += 1 }
            guard let current else { return variables }
            if current == UInt8(ascii: "#") {
                offset = lines.lineEnd(of: offset)
            } else {
                variables.append(try variable())
            }
        }
    }

    private mutating func skipBlanks() {
        while let current, TextLines.isBlank(current) { offset += 1 }
    }

    private mutating func variable() throws(SettingsFault) -> DotenvVariable {
        let start = offset
        var name = word()
        if name == "export", let next = current, TextLines.isBlank(next) {
            skipBlanks()
            name = word()
        }
        skipBlanks()
        guard !name.isEmpty, current == UInt8(ascii: "=") else { throw unexpected() }
        offset += 1
        let behindSign = offset
        skipBlanks()
        let (value, text, construct) = try value(behind: behindSign)
        skipBlanks()
        if let current, !TextLines.isBreak(current), current != UInt8(ascii: "#") { throw unexpected() }
        offset = lines.lineEnd(of: offset)
        return DotenvVariable(name: name, range: start..<value.upperBound, value: value, text: text, construct: construct)
    }

    private mutating func word() -> String {
        let start = offset
        while let current, TOMLSpelling.isBare(current) || current == UInt8(ascii: ".") { offset += 1 }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func value(
        behind sign: Int
    ) throws(SettingsFault) -> (range: Range<Int>, text: String?, construct: UneditableConstruct?) {
        if let quote = current, "\"'`".utf8.contains(quote) { return try quoted(quote) }
        let start = offset
        var end = offset
        while let current, !TextLines.isBreak(current) {
            if current == UInt8(ascii: "#"), offset == start || TextLines.isBlank(bytes[offset - 1]) { break }
            offset += 1
            if !TextLines.isBlank(current) { end = offset }
        }
        offset = end
        // Nothing stands right behind the sign, whatever blanks follow.
        if start == end { return (sign..<sign, "", nil) }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        return (start..<end, text.contains("$") ? nil : text, text.contains("$") ? .reference : nil)
    }

    private mutating func quoted(
        _ quote: UInt8
    ) throws(SettingsFault) -> (range: Range<Int>, text: String?, construct: UneditableConstruct?) {
        let start = offset
        offset += 1
        while let current, current != quote {
            if current == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") { offset += 1 }
            offset += 1
        }
        guard current == quote else { throw .grammar(.unterminatedString, at: TextPosition(of: start, in: bytes)) }
        offset += 1
        let inner = bytes[(start + 1)..<(offset - 1)]
        let isReference = quote == UInt8(ascii: "\"") && inner.contains(UInt8(ascii: "$"))
        // Programs disagree on what a backslash means.
        let isPlain = !inner.contains(where: TextLines.isBreak) && !inner.contains(UInt8(ascii: "\\")) && !isReference
        return (
            start..<offset, isPlain ? String(decoding: inner, as: UTF8.self) : nil,
            isPlain ? nil : isReference ? .reference : .severalLines
        )
    }
}
