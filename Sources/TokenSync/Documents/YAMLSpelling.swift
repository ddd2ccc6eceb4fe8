import LosslessJSON

/// How keys and values are spelled in YAML, so that the parsers of YAML 1.1 and 1.2 agree on them.
enum YAMLSpelling {
    /// What YAML 1.1 takes for a boolean or null (https://yaml.org/type/bool.html), and the marks of merge and value keys.
    private static let words: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "", "<<", "="]

    /// Whether a plain scalar is a string for every parser: nothing that one of them takes for a number, a date or a word of its own.
    static func isString(_ plain: String) -> Bool {
        guard !words.contains(plain.lowercased()), let first = plain.utf8.first else { return false }
        return !(0x30...0x39).contains(first) && !"+-.".utf8.contains(first)
    }

    /// The value of a plain scalar; what is neither a string nor a plain boolean, null or integer is given as it is spelled.
    static func value(ofPlain text: String) -> JSONValue {
        switch text {
        case "true": .bool(true)
        case "false": .bool(false)
        case "null", "~", "": .null
        default:
            if let integer = Int(text), String(integer) == text {
                .integer(integer)
            } else if isString(text) {
                .string(text)
            } else {
                .raw(Array(text.utf8))
            }
        }
    }

    static func key(_ name: String) -> [UInt8] {
        isPlain(name) ? Array(name.utf8) : doubleQuoted(name)
    }

    /// A value on one line.
    ///
    /// - Parameter style: how the value was spelled before.
    static func value(_ value: JSONValue, like style: YAMLScalar.Style? = nil) -> [UInt8] {
        switch value {
        case .string(let text):
            switch style {
            case .doubleQuoted: return doubleQuoted(text)
            case .singleQuoted where text.unicodeScalars.allSatisfy(isPrintable):
                return Array("'\(text.replacing("'", with: "''"))'".utf8)
            default: return isPlain(text) ? Array(text.utf8) : doubleQuoted(text)
            }
        case .array(let elements):
            return Array("[".utf8) + elements.map(flow).joined(separator: ", ".utf8) + Array("]".utf8)
        case .object(let members):
            let pairs = members.map { doubleQuoted($0.name) + Array(": ".utf8) + flow($0.value) }
            return Array("{".utf8) + pairs.joined(separator: ", ".utf8) + Array("}".utf8)
        case .integer, .bool, .null, .raw:
            return value.serialized
        }
    }

    /// Inside brackets strings are quoted always, so that the text is JSON too.
    private static func flow(_ value: JSONValue) -> [UInt8] {
        if case .string(let text) = value { return doubleQuoted(text) }
        return self.value(value)
    }

    private static func isPlain(_ text: String) -> Bool {
        guard isString(text), let first = text.utf8.first, text.utf8.last != UInt8(ascii: ":") else { return false }
        let isStart = first == UInt8(ascii: "/") || first.isWord
        return isStart && text.utf8.allSatisfy { $0.isWord || "/.:@+~=".utf8.contains($0) }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF:
            scalar.value != 0x2028 && scalar.value != 0x2029 && scalar.value != 0xFEFF
        default: false
        }
    }

    /// JSON's escapes are YAML's; what YAML does not take as it is (rule 1) is escaped too.
    private static func doubleQuoted(_ text: String) -> [UInt8] {
        var bytes = [UInt8(ascii: "\"")]
        for scalar in text.unicodeScalars {
            if isPrintable(scalar) || scalar.value < 0x20 {
                bytes += JSONValue.string(String(Character(scalar))).serialized.dropFirst().dropLast()
            } else {
                let digits = String(scalar.value, radix: 16)
                bytes += Array("\\U".utf8) + [UInt8](repeating: 0x30, count: 8 - digits.utf8.count) + Array(digits.utf8)
            }
        }
        return bytes + [UInt8(ascii: "\"")]
    }
}
