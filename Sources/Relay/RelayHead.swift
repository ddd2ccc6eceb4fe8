/// The head of a request or a response: its first line and its fields (RFC 9112), in printable ASCII and nothing else.
///
/// NIO's decoder stops for good behind a CONNECT, and here a second one follows on the same connection.
struct RelayHead: Equatable {
    struct Field: Equatable {
        /// In lower case.
        let name: String
        let value: String
    }

    let firstLine: String
    let fields: [Field]

    init(firstLine: String, fields: [Field]) {
        self.firstLine = firstLine
        self.fields = fields
    }

    /// - Parameter bytes: without the empty line at the end.
    /// - Returns: nil for what could be read in two ways: bare CR or LF, folded lines, blanks before a colon, control characters.
    init?(parsing bytes: some Collection<UInt8>) {
        var lines = Self.lines(of: Array(bytes))[...]
        guard let first = lines.popFirst(), Self.isPlain(first), !first.isEmpty else { return nil }
        var fields: [Field] = []
        for line in lines {
            guard Self.isPlain(line), let colon = line.firstIndex(of: ":") else { return nil }
            let name = line[..<colon]
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameByte) else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            fields.append(Field(name: name.lowercased(), value: String(value.reversed().drop { $0 == " " }.reversed())))
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

    /// Split at CR LF as bytes: in a `String` the two are one character.
    private static func lines(of bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        var start = 0
        var place = 0
        while place + 1 < bytes.count {
            guard bytes[place] == UInt8(ascii: "\r"), bytes[place + 1] == UInt8(ascii: "\n") else {
                place += 1
                continue
            }
            lines.append(String(decoding: bytes[start..<place], as: UTF8.self))
            place += 2
            start = place
        }
        return lines + [String(decoding: bytes[start...], as: UTF8.self)]
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
