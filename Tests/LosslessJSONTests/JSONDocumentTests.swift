import LosslessJSON
import Testing

struct JSONDocumentTests {
    static let valid = [
        "{}", "[]", "0", "-0", "1", "-1", "10", "1.5", "1e5", "1E+5", "1e-5", "0.0", "-0.0e0", "true", "false", "null", "\"\"", "\"a\"",
        " \t\r\n{} \t\r\n", "{\"a\":1}", "{ \"a\" : 1 }", "{\"a\":1,\"a\":2}", "{\"\":0}", "[1]", "[1,2]", "[ 1 , 2 ]", "[[],{}]",
        "{\"a\":{\"b\":[{\"c\":null}]}}", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\"", "\"\u{7F}\"", "\"😀\"", "\"\\uD83D\\uDE00\"",
        "\"\\uD800\"",
        "1234567890123456789012345678901234567890",
    ]

    static let invalid: [(text: String, reason: JSONSyntaxError.Reason, offset: Int)] = [
        ("", .unexpectedEnd, 0), (" ", .unexpectedEnd, 1), ("{", .unexpectedEnd, 1), ("[", .unexpectedEnd, 1), ("[1", .unexpectedEnd, 2),
        ("[1,", .unexpectedEnd, 3), ("{\"a\"", .unexpectedEnd, 4), ("{\"a\":", .unexpectedEnd, 5), ("\"a", .unexpectedEnd, 2),
        ("\"\\", .unexpectedEnd, 2), ("\"\\u00", .unexpectedEnd, 5), ("tru", .unexpectedEnd, 3),
        ("}", .unexpectedByte(UInt8(ascii: "}")), 0), ("[}", .unexpectedByte(UInt8(ascii: "}")), 1),
        ("{]", .unexpectedByte(UInt8(ascii: "]")), 1),
        ("[1}", .unexpectedByte(UInt8(ascii: "}")), 2), ("[,]", .unexpectedByte(UInt8(ascii: ",")), 1),
        ("{,}", .unexpectedByte(UInt8(ascii: ",")), 1),
        ("[1,]", .unexpectedByte(UInt8(ascii: "]")), 3), ("{\"a\":1,}", .unexpectedByte(UInt8(ascii: "}")), 7),
        ("[1 2]", .unexpectedByte(UInt8(ascii: "2")), 3), ("{\"a\" 1}", .unexpectedByte(UInt8(ascii: "1")), 5),
        ("{a:1}", .unexpectedByte(UInt8(ascii: "a")), 1), ("{'a':1}", .unexpectedByte(UInt8(ascii: "'")), 1),
        ("{1:1}", .unexpectedByte(UInt8(ascii: "1")), 1),
        ("True", .unexpectedByte(UInt8(ascii: "T")), 0), ("nul1", .unexpectedByte(UInt8(ascii: "1")), 3),
        ("NaN", .unexpectedByte(UInt8(ascii: "N")), 0),
        ("+1", .unexpectedByte(UInt8(ascii: "+")), 0), (".5", .unexpectedByte(UInt8(ascii: ".")), 0),
        ("// c\n1", .unexpectedByte(UInt8(ascii: "/")), 0),
        ("\u{FEFF}1", .unexpectedByte(0xEF), 0), ("\u{A0}1", .unexpectedByte(0xC2), 0), ("\u{0}", .unexpectedByte(0), 0),
        ("-", .invalidNumber, 0), ("1.", .invalidNumber, 0), ("1e", .invalidNumber, 0), ("1e+", .invalidNumber, 0),
        ("[-a]", .invalidNumber, 1),
        ("01", .trailingContent, 1), ("1 1", .trailingContent, 2), ("{}{}", .trailingContent, 2), ("nullx", .trailingContent, 4),
        ("1a", .trailingContent, 1),
        ("\"\\x\"", .invalidEscape, 1), ("\"\\u00g0\"", .invalidEscape, 1), ("\"\\U0041\"", .invalidEscape, 1),
        ("\"\n\"", .controlCharacterInString, 1), ("\"\u{0}\"", .controlCharacterInString, 1),
        ("\"a\u{1F}\"", .controlCharacterInString, 2),
    ]

    /// The scanner looks at long strings in blocks: no place in or behind one may be missed.
    @Test func `a string ends, escapes and breaks at any distance from its beginning`() throws {
        for distance in 0...130 {
            let plain = String(repeating: "y", count: distance)
            for rest in ["", String(repeating: "z", count: 70)] {
                let whole = try JSONDocument(Array(#"["\#(plain)","\#(rest)"]"#.utf8))
                #expect(whole.elements(of: whole.root).map { whole.string($0) } == [plain, rest])
                let escaped = try JSONDocument(Array(#""\#(plain)\"\#(rest)\\""#.utf8))
                #expect(escaped.string(escaped.root) == plain + "\"" + rest + "\\")
                #expect(throws: JSONSyntaxError(.controlCharacterInString, at: distance + 1)) {
                    try JSONDocument(Array("\"\(plain)\u{1F}\(rest)\"".utf8))
                }
                #expect(throws: JSONSyntaxError(.unexpectedEnd, at: distance + rest.utf8.count + 1)) {
                    try JSONDocument(Array("\"\(plain)\(rest)".utf8))
                }
            }
        }
    }

    @Test(arguments: valid)
    func `a text of the grammar is accepted`(text: String) throws {
        let document = try JSONDocument(Array(text.utf8))
        #expect(String(decoding: document.text(of: document.root), as: UTF8.self) == text.trimmed)
    }

    @Test(arguments: invalid)
    func `a text outside the grammar is refused with its reason and place`(text: String, reason: JSONSyntaxError.Reason, offset: Int) {
        #expect(throws: JSONSyntaxError(reason, at: offset)) { try JSONDocument(Array(text.utf8)) }
    }

    @Test(arguments: valid.filter { $0.first == "{" || $0.first == "[" || $0.first == "\"" })
    func `no proper prefix of a bracketed text is accepted`(text: String) throws {
        let bytes = Array(text.utf8)
        for length in 0..<bytes.count where String(decoding: bytes[length...], as: UTF8.self).contains(where: { !$0.isWhitespace }) {
            #expect(throws: JSONSyntaxError.self) { try JSONDocument(Array(bytes[..<length])) }
        }
    }

    @Test(arguments: [
        "// c\n{}", "/* c */ {}", "{} // c", "{/**/}", "{\"a\":1,}", "[1,]", "[1,/* c */]", "{\"a\"/**/:/**/1/**/,/**/}", "\u{FEFF}{}",
        "{}//",
        "/***/1", "[1 // c\r,2]",
    ])
    func `comments, trailing commas and a byte order mark are for settings alone`(text: String) throws {
        _ = try JSONDocument(Array(text.utf8), syntax: .jsonc)
        #expect(throws: JSONSyntaxError.self) { try JSONDocument(Array(text.utf8)) }
    }

    @Test(arguments: [
        "/* c", "/*/", "/", "/ /\n1", "{,}", "[,]", "[1,,]", "1 \u{FEFF}", "\u{FEFF}\u{FEFF}1", "# c\n1", "{\"a\":1 \"b\":2}", "//", "",
    ])
    func `settings have a grammar too`(text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONDocument(Array(text.utf8), syntax: .jsonc) }
    }

    @Test(arguments: ["[", "{\"a\":"])
    func `nesting beyond the limit is refused, not recursed into`(opening: String) {
        let text = String(repeating: opening, count: 200_000)
        #expect(throws: JSONSyntaxError.self) { try JSONDocument(Array(text.utf8)) }
    }

    @Test func `nesting at the limit is accepted`() throws {
        let text = String(repeating: "[", count: 1_000) + String(repeating: "]", count: 1_000)
        #expect(try JSONDocument(Array(text.utf8)).root.range == 0..<2_000)
        #expect(throws: JSONSyntaxError(.tooDeep, at: 1_000)) { try JSONDocument(Array(("[" + text + "]").utf8)) }
    }

    // MARK: Reading

    @Test func `members and elements come in their order, duplicates included`() throws {
        let document = try JSONDocument(Array(#"{"a":1,"b":[true,null,"x"],"a":2}"#.utf8))
        #expect(document.members(of: document.root).map(document.name) == ["a", "b", "a"])
        let list = try #require(document.value(at: ["b"]))
        #expect(document.elements(of: list).map(\.kind) == [.true, .null, .string])
        #expect(document.members(of: list).isEmpty)
        #expect(document.elements(of: document.root).isEmpty)
    }

    @Test func `of duplicate names the last one counts`() throws {
        let document = try JSONDocument(Array(#"{"a":1,"a":{"b":2},"a":{"b":3}}"#.utf8))
        #expect(document.value(at: ["a", "b"]).flatMap(document.integer) == 3)
    }

    @Test func `a path through something else than an object leads nowhere`() throws {
        let document = try JSONDocument(Array(#"{"a":[{"b":1}],"c":null}"#.utf8))
        #expect(document.value(at: ["a", "b"]) == nil)
        #expect(document.value(at: ["c", "b"]) == nil)
        #expect(document.value(at: ["d"]) == nil)
        #expect(document.value(at: []) == document.root)
    }

    @Test func `a name is found however it is escaped`() throws {
        let document = try JSONDocument(Array(#"{"\u0065n\u0076":1,"\/":2}"#.utf8))
        #expect(document.value(at: ["env"]).flatMap(document.integer) == 1)
        #expect(document.value(at: ["/"]).flatMap(document.integer) == 2)
        #expect(document.value(at: ["\\/"]) == nil)
    }

    @Test(
        arguments: [
            ("0", 0, 0.0), ("-7", -7, -7.0), ("9223372036854775807", Int.max, 9.223372036854775807e18), ("1.0", nil, 1.0),
            ("1e2", nil, 100.0), ("-9223372036854775808", Int.min, -9.223372036854775808e18),
            ("-9223372036854775809", nil, -9.223372036854775809e18),
            ("9223372036854775808", nil, 9.223372036854775808e18), ("1e999", nil, nil), ("-1e999", nil, nil), ("\"1\"", nil, nil),
            ("true", nil, nil),
        ] as [(String, Int?, Double?)])
    func `numbers are read where they fit`(text: String, integer: Int?, number: Double?) throws {
        let document = try JSONDocument(Array(text.utf8))
        #expect(document.integer(document.root) == integer)
        #expect(document.number(document.root) == number)
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}

struct JSONSyntaxTests {
    @Test(arguments: [(0, 1, 1), (1, 1, 2), (2, 2, 1), (3, 3, 1), (5, 3, 3), (6, 3, 4), (99, 3, 4)])
    func `line and column count from one`(offset: Int, line: Int, column: Int) {
        let position = TextPosition(of: offset, in: Array("a\n\nxyz".utf8))
        #expect(position.line == line)
        #expect(position.column == column)
    }

    @Test func `an empty text has a beginning`() {
        let position = TextPosition(of: 7, in: [])
        #expect(position.line == 1)
        #expect(position.column == 1)
    }

    @Test func `more long values than are kept are found all the same`() throws {
        let long = String(repeating: "x", count: 70)
        let parts = (0..<1_000).map { "[[{\"n\":[\"\(long)\"],\"i\":\($0)}]]" }
        let document = try JSONDocument(Array("[\(parts.joined(separator: ","))]".utf8))
        let elements = document.elements(of: document.root)
        #expect(elements.map { String(decoding: document.text(of: $0), as: UTF8.self) } == parts)
        let last = document.elements(of: document.elements(of: elements[999])[0])[0]
        #expect(document.value("i", of: last).flatMap(document.integer) == 999)
        #expect(document.elements("n", of: last).map { document.string($0) } == [long])
    }

    @Test(arguments: [
        ["a": 1, "b\"": ["c": [true, nil, "d"]], "e": .raw(Array("{\"f\":2}".utf8)), "g": "h\n"] as JSONValue,
        [:], [1, "a"], "text", 7, nil, true,
    ])
    func `a document that is written is the one that would be read`(value: JSONValue) throws {
        let written = JSONDocument(value)
        let read = try JSONDocument(value.serialized)
        #expect(written.bytes == read.bytes)
        #expect(written.root == read.root)
        #expect(written.members(of: written.root) == read.members(of: read.root))
    }
}
