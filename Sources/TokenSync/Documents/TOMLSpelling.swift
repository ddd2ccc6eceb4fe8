import LosslessJSON

/// How keys and values are spelled in TOML.
enum TOMLSpelling {
    /// Whether a text without quotes can be a number, a date or a time; it need not be a day that exists.
    static func isNumberOrTime(_ text: String) -> Bool {
        let unsigned = text.hasPrefix("+") || text.hasPrefix("-") ? text.dropFirst() : text[...]
        if unsigned == "inf" || unsigned == "nan" { return true }
        guard let first = unsigned.first, first.isASCII, first.isNumber else { return false }
        return text.allSatisfy { $0.isHexDigit || "_+-.: TtZzxo".contains($0) }
    }

    static func key(_ names: [String]) -> [UInt8] {
        Array(names.map { !$0.isEmpty && $0.utf8.allSatisfy(\.isWord) ? Array($0.utf8) : basicString($0) }.joined(separator: ".".utf8))
    }

    /// A value on one line.
    ///
    /// - Parameter quote: the quotes that the value had before; single ones are kept where they can hold the new text.
    static func value(_ value: JSONValue, quote: UInt8? = nil) -> [UInt8] {
        switch value {
        case .string(let text):
            let isLiteral =
                quote == UInt8(ascii: "'")
                && text.unicodeScalars.allSatisfy { $0 != "'" && ($0.value >= 0x20 || $0 == "\t") && $0.value != 0x7F }
            return isLiteral ? Array("'\(text)'".utf8) : basicString(text)
        case .array(let elements):
            return Array("[".utf8) + elements.map { self.value($0) }.joined(separator: ", ".utf8) + Array("]".utf8)
        case .object(let members):
            if members.isEmpty { return Array("{}".utf8) }
            let pairs = members.map { key([$0.name]) + Array(" = ".utf8) + self.value($0.value) }
            return Array("{ ".utf8) + pairs.joined(separator: ", ".utf8) + Array(" }".utf8)
        case .integer, .bool, .raw, .null:
            return value.serialized
        }
    }

    /// JSON's escapes are TOML's, and TOML wants U+007F escaped too.
    private static func basicString(_ text: String) -> [UInt8] {
        JSONValue.string(text).serialized.flatMap { $0 == 0x7F ? Array("\\u007F".utf8) : [$0] }
    }
}
