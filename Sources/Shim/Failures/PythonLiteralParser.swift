/// Reads the literal that Python's `repr` writes for dictionaries, lists, texts and numbers; JSON texts of the same are read as well.
///
/// Argo's own handlers put upstream errors into their messages in this form.
struct PythonLiteralParser {
    /// Deeper nesting than this is refused, as reading recurses.
    private static let maximumDepth = 16

    private let bytes: ArraySlice<UInt8>
    private var index: Int

    /// - Parameter bytes: the literal, and nothing but white space behind it.
    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    /// The literal; nil when the text is anything else.
    mutating func read() -> ErrorValue? {
        guard let value = value(depth: 0) else { return nil }
        skipBlanks()
        return index == bytes.endIndex ? value : nil
    }

    private var current: UInt8? { index < bytes.endIndex ? bytes[index] : nil }

    private mutating func skipBlanks() {
        while let byte = current, byte == 0x20 || (0x09...0x0D).contains(byte) { index += 1 }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard current == byte else { return false }
        index += 1
        return true
    }

    private mutating func value(depth: Int) -> ErrorValue? {
        guard depth < Self.maximumDepth else { return nil }
        skipBlanks()
        switch current {
        case UInt8(ascii: "{"): return dictionary(depth: depth)
        case UInt8(ascii: "["): return list(closer: UInt8(ascii: "]"), depth: depth)
        case UInt8(ascii: "("): return list(closer: UInt8(ascii: ")"), depth: depth)
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return text().map { .string($0) }
        case .some: return word()
        case nil: return nil
        }
    }

    private mutating func dictionary(depth: Int) -> ErrorValue? {
        var members: [String: ErrorValue] = [:]
        let isWhole = readItems(until: UInt8(ascii: "}")) { parser in
            guard let key = parser.value(depth: depth + 1), parser.skip(UInt8(ascii: ":")), let value = parser.value(depth: depth + 1)
            else { return false }
            members[key.string ?? ""] = value
            return true
        }
        return isWhole ? .object(members) : nil
    }

    private mutating func list(closer: UInt8, depth: Int) -> ErrorValue? {
        var elements: [ErrorValue] = []
        let isWhole = readItems(until: closer) { parser in
            guard let element = parser.value(depth: depth + 1) else { return false }
            elements.append(element)
            return true
        }
        return isWhole ? .list(elements) : nil
    }

    /// Reads what stands between brackets, with commas between the items and perhaps behind the last.
    private mutating func readItems(until closer: UInt8, _ readItem: (inout Self) -> Bool) -> Bool {
        index += 1
        while !skip(closer) {
            guard readItem(&self) else { return false }
            if skip(UInt8(ascii: ",")) { continue }
            return skip(closer)
        }
        return true
    }

    /// A number, or a name such as `None`.
    private mutating func word() -> ErrorValue? {
        let start = index
        while let byte = current, Self.isWordByte(byte) { index += 1 }
        guard index > start else { return nil }
        return Int(String(decoding: bytes[start..<index], as: UTF8.self)).map { .integer($0) } ?? .other
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    // MARK: Texts

    private mutating func text() -> String? {
        guard let quote = current else { return nil }
        index += 1
        var decoded: [UInt8] = []
        while let byte = current {
            index += 1
            if byte == quote { return String(decoding: decoded, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") {
                guard readEscape(into: &decoded) else { return nil }
            } else {
                decoded.append(byte)
            }
        }
        return nil
    }

    private mutating func readEscape(into decoded: inout [UInt8]) -> Bool {
        guard let escape = current else { return false }
        index += 1
        switch escape {
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "x"): return readScalar(digits: 2, into: &decoded)
        case UInt8(ascii: "u"): return readScalar(digits: 4, into: &decoded)
        case UInt8(ascii: "U"): return readScalar(digits: 8, into: &decoded)
        case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "/"): decoded.append(escape)
        default:
            decoded.append(UInt8(ascii: "\\"))
            decoded.append(escape)
        }
        return true
    }

    private mutating func readScalar(digits: Int, into decoded: inout [UInt8]) -> Bool {
        guard var number = hexadecimal(digits: digits) else { return false }
        if (0xD800...0xDBFF).contains(number), bytes[index...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) {
            // JSON spells what lies above U+FFFF as two halves.
            let behindFirst = index
            index += 2
            if let second = hexadecimal(digits: 4), (0xDC00...0xDFFF).contains(second) {
                number = 0x10000 + (number - 0xD800) << 10 + (second - 0xDC00)
            } else {
                index = behindFirst
            }
        }
        decoded.append(contentsOf: String(Unicode.Scalar(number) ?? "\u{FFFD}").utf8)
        return true
    }

    private mutating func hexadecimal(digits: Int) -> UInt32? {
        guard bytes.endIndex - index >= digits else { return nil }
        // `UInt32.init(_:radix:)` also takes a sign, which no escape has.
        let spelling = bytes[index..<(index + digits)]
        guard spelling.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else { return nil }
        index += digits
        return UInt32(String(decoding: spelling, as: UTF8.self), radix: 16)
    }
}
