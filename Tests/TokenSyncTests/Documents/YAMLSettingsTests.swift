import LosslessJSON
import SeededRandom
import Testing

@testable import TokenSync

struct YAMLSettingsTests {
    /// `a.b` stands for two names, `a[k=v].b` for a name, an item and a name, `[k=v].b` for an item of the root and a name.
    private func path(_ text: String) -> [PathStep] {
        text.split(separator: ".").flatMap { part -> [PathStep] in
            guard let bracket = part.firstIndex(of: "[") else { return [.key(String(part))] }
            let pieces = part[bracket...].split { "[=]".contains($0) }.map(String.init)
            return (bracket == part.startIndex ? [] : [.key(String(part[..<bracket]))]) + [.item(key: pieces[0], value: pieces[1])]
        }
    }

    private func set(_ text: String, _ place: String, _ value: JSONValue) throws -> String {
        var settings = try YAMLSettings(Array(text.utf8))
        try settings.set(value, at: path(place))
        return String(decoding: settings.bytes, as: UTF8.self)
    }

    private func remove(_ text: String, _ place: String, earlier: String? = nil) throws -> String {
        var settings = try YAMLSettings(Array(text.utf8))
        try settings.remove(path(place), keepingEmpty: { _ in earlier.map { Array($0.utf8) } })
        return String(decoding: settings.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        // A file that holds nothing.
        ("", "x", "x: 1\n"), ("# c", "x", "# c\nx: 1"), ("---\n# c\n", "x", "---\n# c\nx: 1\n"), ("\u{FEFF}", "x", "\u{FEFF}x: 1\n"),
        ("", "a.b.x", "a:\n  b:\n    x: 1\n"), ("", "a[k=v].x", "a:\n  - k: v\n    x: 1\n"), ("", "[k=v].x", "- k: v\n  x: 1\n"),
        ("{}\n", "x", "x: 1\n"),
        // At the end of a mapping.
        ("a: 0 # c\n\n# d\n", "x", "a: 0 # c\nx: 1\n\n# d\n"), ("a: 0", "x", "a: 0\nx: 1"),
        ("a:\r\n    b: 0\r\n", "a.x", "a:\r\n    b: 0\r\n    x: 1\r\n"),
        ("a:\n b: 0\nc: 0\n", "a.d.x", "a:\n b: 0\n d:\n  x: 1\nc: 0\n"),
        ("a: |+\n  b\n\nc: |\n  d\n\n", "x", "a: |+\n  b\n\nc: |\n  d\nx: 1\n\n"),
        ("a: |+\n  b\n\n", "x", "a: |+\n  b\n\nx: 1\n"), ("a:\n- b\n# c\n", "x", "a:\n- b\nx: 1\n# c\n"),
        ("a: b\n  c\n", "x", "a: b\n  c\nx: 1\n"),
        ("a: &b 0\n", "x", "a: &b 0\nx: 1\n"), ("a: *b\n", "x", "a: *b\nx: 1\n"), ("<<: *b\n", "x", "<<: *b\nx: 1\n"),
        ("a: {b: 0}\n", "x", "a: {b: 0}\nx: 1\n"),
        // Where there was nothing.
        ("a:\nb: 0\n", "a.x", "a:\n  x: 1\nb: 0\n"), ("a: # c\n", "a.x", "a: # c\n  x: 1\n"), ("a: {}\n", "a.x", "a:\n  x: 1\n"),
        ("a: { } # c\n", "a.x", "a: # c\n  x: 1\n"), ("a: []\n", "a[k=v].x", "a:\n  - k: v\n    x: 1\n"), ("x:\n", "x", "x: 1\n"),
        // Items.
        ("a:\n- k: u\n  y: 0\nb: 0\n", "a[k=v].x", "a:\n- k: u\n  y: 0\n- k: v\n  x: 1\nb: 0\n"),
        ("a:\n  -   k: v\n", "a[k=v].x", "a:\n  -   k: v\n      x: 1\n"),
        ("a:\n  - y: 0\n    k: 'v' # c\n", "a[k=v].x", "a:\n  - y: 0\n    k: 'v' # c\n    x: 1\n"),
        ("- k: v\n  x: 0\n- k: u\n", "[k=v].x", "- k: v\n  x: 1\n- k: u\n"),
        ("a:\n  -\n    k: v\n", "a[k=v].x", "a:\n  -\n    k: v\n    x: 1\n"),
        // What is there is changed where it is.
        ("x :   0   # c\n", "x", "x :   1   # c\n"), ("'x': \"0\"\n", "x", "'x': 1\n"),
        ("a:\n    \"x\":\n      0\n", "a.x", "a:\n    \"x\":\n      1\n"),
    ])
    func `a value is written in the layout of its surroundings`(text: String, place: String, result: String) throws {
        #expect(try set(text, place, 1) == result)
    }

    @Test(
        arguments: [
            ("x: a", "b c", "x: \"b c\""), ("x: 'a'", "it's", "x: 'it''s'"), ("x: \"a\"", "b", "x: \"b\""),
            ("x: a", "http://h:1/v1", "x: http://h:1/v1"),
            ("x: a", "no", "x: \"no\""), ("x: a", "4o", "x: \"4o\""), ("x: a", "b:", "x: \"b:\""), ("x: a", "", "x: \"\""),
            ("x: a", "~/x", "x: \"~/x\""),
            ("x: 'a'", "b\nc", "x: \"b\\nc\""), ("x: a", "\u{7F}\u{85}\u{FEFF}", "x: \"\\U0000007f\\U00000085\\U0000feff\""),
            ("x: a", true, "x: true"),
            ("x: [a]", ["b", "c d"], "x: [\"b\", \"c d\"]"), ("x: 1", "1", "x: \"1\""), ("x: a", .null, "x: null"),
        ] as [(String, JSONValue, String)])
    func `a string is spelled so that every parser takes it for one`(text: String, value: JSONValue, result: String) throws {
        #expect(try set(text, "x", value) == result)
    }

    @Test(arguments: [
        ("x: 1\n", "x", ""), ("a: 0\nx: 1", "x", "a: 0"), ("a: 0\nx: 1 # c\n", "x", "a: 0\n# c\n"),
        ("a:\n  b:\n    x: 1\nc: 0\n", "a.b.x", "c: 0\n"),
        ("a: # c\n  x: 1\nb: 0\n", "a.x", "# c\nb: 0\n"), ("a:\n  # c\n  x: 1\nb: 0\n", "a.x", "  # c\nb: 0\n"),
        ("x:\n  1\nb: 0\n", "x", "b: 0\n"),
        ("a:\n  - k: v\n    x: 1\n  - k: u\n", "a[k=v].x", "a:\n  - k: u\n"), ("a:\n  - k: v\n    x: 1\nb: 0", "a[k=v].x", "b: 0"),
        ("a:\n  - x: 1\n    k: v\n    y: 0\n", "a[k=v].x", "a:\n  - \n    k: v\n    y: 0\n"),
        ("a:\n  - k: v\n    b:\n      x: 1\n", "a[k=v].b.x", ""),
        ("a: 0\nb:\n  x: 1", "b.x", "a: 0"), ("x: 1\r\na: 0\r\n", "x", "a: 0\r\n"),
    ])
    func `a value goes with its line, and what is empty then goes too`(text: String, place: String, result: String) throws {
        #expect(try remove(text, place) == result)
    }

    @Test(arguments: [
        ("a:\n  x: 1\n", "a.x", "", "a:\n"), ("a:\n  x: 1\n", "a.x", "{ }", "a: { }\n"), ("a: # c\n  x: 1\n", "a.x", "a: 1", "a: {} # c\n"),
        ("a:\n  - k: v\n    x: 1\n", "a[k=v].x", "[]", "a:\n  - k: v\n"),
    ])
    func `what was there before us stays, as empty as it was`(text: String, place: String, earlier: String, result: String) throws {
        #expect(try remove(text, place, earlier: earlier) == result)
    }

    @Test(
        arguments: [
            ("a: 1\n", "a.x", .mapping, 1, 4), ("a:\n  x:\n    y: 0\n", "a.x", .single, 3, 5), ("a: b\n", "a[k=v].x", .list, 1, 4),
            ("\n- a\n", "a.x", .mapping, 2, 1), ("just text\n", "a", .mapping, 1, 1), ("a: []\n", "a.x", .mapping, 1, 4),
            ("x: [1]\n", "x", .single, 1, 4),
        ] as [(String, String, SettingsFault.Expectation, Int, Int)])
    func `another shape than expected is refused with its place`(
        text: String, place: String, expected: SettingsFault.Expectation, line: Int, column: Int
    ) throws {
        let error = try #require(throws: SettingsFault.self) { try set(text, place, "1") }
        guard case .wrongShape(_, expected, let position) = error else { return #expect(Bool(false), "\(error)") }
        #expect(position.line == line && position.column == column)
    }

    @Test(
        arguments: [
            ("a: *b\n", "a.x", .alias, 1, 4), ("a: &b\n  c: 0\n", "a.x", .anchor, 1, 4), ("a: !t\n  c: 0\n", "a.x", .tag, 1, 4),
            ("x: !!str 0\n", "x", .tag, 1, 4),
            ("x: &b 0\n", "x", .anchor, 1, 4), ("<<: *b\n", "a.x", .mergeKey, 1, 1), ("a: {b: 0}\n", "a.x", .flowStyle, 1, 4),
            ("a:\n  - {k: v}\n", "a[k=v].x", .flowStyle, 2, 5), ("a: 0\n---\na: 0\n", "x", .severalDocuments, 2, 1),
            ("%YAML 1.2\n---\n", "x", .directive, 1, 1),
            ("? a\n: b\n", "x", .complexKey, 1, 1), ("{a: 0}: b\n", "x", .complexKey, 1, 1), ("x: |\n  a\n", "x", .severalLines, 1, 4),
            ("x: a\n  b\n", "x", .severalLines, 1, 4), ("x: 0\nx: 0\n", "x", .duplicateKey, 2, 1),
            ("a: \u{2028}\n", "x", .unusualLineBreak, 1, 4),
            ("a: |\n  b", "x", .severalLines, 1, 4), ("&a b: 0\n", "x", .anchor, 1, 1), ("a: 0\n...\n", "x", .severalDocuments, 2, 1),
            ("- &a k: v\n", "[k=v].x", .anchor, 1, 3), ("{a: 0}\n", "x", .flowStyle, 1, 1),
        ] as [(String, String, UneditableConstruct, Int, Int)])
    func `what cannot be edited safely is refused with its place`(
        text: String, place: String, construct: UneditableConstruct, line: Int, column: Int
    ) throws {
        let error = try #require(throws: SettingsFault.self) { try set(text, place, "1") }
        guard case .uneditable(construct, let position) = error else { return #expect(Bool(false), "\(error)") }
        #expect(position.line == line && position.column == column)
    }

    @Test(
        arguments: [
            ("a:\n\tb: 0\n", 2, 1, .tabIndentation), ("a: 0\n  b: 0\n", 2, 4, .unexpectedByte(0x3A)),
            ("  a: 0\nb: 0\n", 2, 1, .wrongIndentation),
            ("a: 'b\n", 1, 4, .unterminatedString), ("a: \"\\q\"\n", 1, 5, .invalidEscape), ("a: [b\n", 1, 4, .unterminatedString),
            ("a: b: c\n", 1, 5, .unexpectedByte(0x3A)), ("a: 'b' c\n", 1, 8, .unexpectedByte(0x63)),
            ("a: - b\n", 1, 4, .unexpectedByte(0x2D)),
            ("a: @b\n", 1, 4, .unexpectedByte(0x40)), ("a: (b]\nc: }\n", 2, 4, .unexpectedByte(0x7D)),
            ("a:\n  b: 0\n c: 0\n", 3, 2, .wrongIndentation),
            ("a: " + String(repeating: "[", count: 100_000), 1, 68, .tooDeep), (String(repeating: "- ", count: 100_000), 1, 129, .tooDeep),
        ] as [(String, Int, Int, GrammarFault)])
    func `what is no YAML is refused with its place`(text: String, line: Int, column: Int, fault: GrammarFault) throws {
        let error = try #require(throws: SettingsFault.self) { try YAMLSettings(Array(text.utf8)) }
        guard case .grammar(fault, let position) = error else { return #expect(Bool(false), "\(error)") }
        #expect(position.line == line && position.column == column, "\(position)")
    }

    @Test func `no text makes the reader trap`() {
        let text = Array("a: [1, {b: 'c'}] # d\n\"e\\u0041\":\n  - &f g\n  - h: |\n      i\n    j: >-\n\n---\nk: !l m\n  n\n".utf8)
        var generator = SeededGenerator(seed: 6)
        for length in 0...text.count { _ = try? YAMLSettings(Array(text[..<length])) }
        for _ in 0..<5_000 {
            var broken = text
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                broken[Int.random(in: 0..<broken.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            // Whether it is refused does not matter here.
            guard var settings = try? YAMLSettings(broken) else { continue }
            try? settings.set("x", at: ["a", "x"])
            try? settings.remove(["a", "b"], keepingEmpty: { _ in nil })
        }
    }
}
