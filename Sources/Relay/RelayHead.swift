/// The head of a request or a response: its first line and its fields (RFC 9112), in printable ASCII and nothing else.
///
/// NIO's decoder stops for good behind a CONNECT, and here a second one follows on the same connection.
struct RelayHead {
    let firstLine: String
    /// With names in lower case.
    let fields: [(name: String, value: String)]

    init(_ firstLine: String, _ fields: [(name: String, value: String)]) {
        self.firstLine = firstLine
        self.fields = fields
    }

    /// - Parameter bytes: without the empty line at the end.
    /// - Returns: nil for what could be read in two ways: bare CR or LF, folded lines, blanks before a colon, control characters.
    init?(parsing bytes: some Collection<UInt8>) {
        // As bytes: in a `String` CR LF is one character.
        var lines = Array(bytes).split(separator: Array("\r\n".utf8), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }[...]
        guard let first = lines.popFirst(), Self.isPlain(first), !first.isEmpty else { return nil }
        var fields: [(name: String, value: String)] = []
        for line in lines {
            guard Self.isPlain(line), let colon = line.firstIndex(of: ":") else { return nil }
            let name = line[..<colon]
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameByte) else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            fields.append((name.lowercased(), String(value.reversed().drop { $0 == " " }.reversed())))
        }
        firstLine = first
        self.fields = fields
    }

    /// The field's value; nil where it is not there, or more than once.
    func value(of name: String) -> String? {
        let found = fields.filter { $0.name == name }
        return found.count == 1 ? found[0].value : nil
    }

    func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

    var bytes: [UInt8] {
        Array(([firstLine] + fields.map { "\($0.name): \($0.value)" } + ["", ""]).joined(separator: "\r\n").utf8)
    }

    private static func isPlain(_ line: String) -> Bool { line.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }

    /// RFC 9110, section 5.6.2: token.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

/// Collects the bytes of a connection until a head is whole. What lies behind it stays.
struct RelayHeadBuffer {
    enum Outcome {
        case unfinished
        case head(RelayHead)
        case malformed
        case tooLong
    }

    /// Five times what either side sends.
    static let limit = 4_096
    private static let end = Array("\r\n\r\n".utf8)

    private var bytes: [UInt8] = []

    mutating func append(_ piece: some Collection<UInt8>) { bytes.append(contentsOf: piece) }

    /// Takes a head out.
    mutating func next() -> Outcome {
        guard let end = bytes.prefix(Self.limit + Self.end.count).firstRange(of: Self.end) else {
            return bytes.count >= Self.limit + Self.end.count ? .tooLong : .unfinished
        }
        let head = RelayHead(parsing: bytes[..<end.lowerBound])
        bytes.removeFirst(end.upperBound)
        return head.map(Outcome.head) ?? .malformed
    }

    /// What has come behind the last head.
    mutating func takeRest() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}

/// A word with parameters behind it: `Argo-Relay nonce="…", proof="…"` (RFC 9110, section 11.4) or `argo-shim; details="…"` (RFC 9209).
struct RelayParameters: Equatable {
    /// The scheme of our own in Proxy-Authenticate and Proxy-Authorization.
    static let scheme = "Argo-Relay"
    /// Who we are in Proxy-Status.
    static let proxy = "argo-shim"

    let word: String
    private let values: [String: String]

    /// - Returns: nil for what is malformed, or has a parameter twice.
    init?(parsing text: String) {
        var rest = Substring(text)
        word = String(rest.prefix { !" ;,".contains($0) })
        rest = rest.dropFirst(word.count)
        var values: [String: String] = [:]
        while true {
            rest = rest.drop { " ;,".contains($0) }
            if rest.isEmpty { break }
            let name = rest.prefix { $0.isASCII && ($0.isLetter || $0 == "_") }
            rest = rest.dropFirst(name.count)
            guard !name.isEmpty, rest.popFirst() == "=", let value = Self.value(in: &rest), values[name.lowercased()] == nil else {
                return nil
            }
            values[name.lowercased()] = value
        }
        self.values = values
    }

    subscript(_ name: String) -> String? { values[name] }

    /// The parts of what we send hold neither quotation marks nor backslashes, except where they are told here.
    static func quoted(_ text: String) -> String {
        let plain = text.unicodeScalars.map { $0.value >= 0x20 && $0.value < 0x7F ? Character($0) : "?" }
        return "\"" + plain.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] } + "\""
    }

    private static func value(in rest: inout Substring) -> String? {
        guard rest.first == "\"" else {
            let token = rest.prefix { !" ;,".contains($0) }
            rest = rest.dropFirst(token.count)
            return token.isEmpty ? nil : String(token)
        }
        rest = rest.dropFirst()
        var value = ""
        while let character = rest.popFirst() {
            if character == "\"" { return value }
            guard character == "\\" else {
                value.append(character)
                continue
            }
            guard let escaped = rest.popFirst() else { return nil }
            value.append(escaped)
        }
        return nil
    }
}
