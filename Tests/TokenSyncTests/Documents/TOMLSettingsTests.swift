import LosslessJSON
import SeededRandom
import Testing

@testable import TokenSync

struct TOMLSettingsTests {
    /// `a.b` stands for two names, `a[k=v].b` for a name, an item and a name.
    private func path(_ text: String) -> [PathStep] {
        text.split(separator: ".").flatMap { part -> [PathStep] in
            let pieces = part.split { "[=]".contains($0) }.map(String.init)
            return pieces.count == 3 ? [.key(pieces[0]), .item(key: pieces[1], value: pieces[2])] : [.key(String(part))]
        }
    }

    private func set(_ text: String, _ place: String, _ value: JSONValue) throws -> String {
        var settings = try TOMLSettings(Array(text.utf8))
        try settings.set(value, at: path(place))
        return String(decoding: settings.bytes, as: UTF8.self)
    }

    private func remove(_ text: String, _ place: String) throws -> String {
        var settings = try TOMLSettings(Array(text.utf8))
        try settings.remove(path(place), keepingEmpty: { _ in nil })
        return String(decoding: settings.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        // A file that holds nothing.
        ("", "x", "x = 1\n"), ("# c\n", "x", "# c\nx = 1\n"), ("", "a.b.x", "[a.b]\nx = 1\n"), ("\u{FEFF}", "x", "\u{FEFF}x = 1\n"),
        ("", "a[k=v].x", "[[a]]\nk = \"v\"\nx = 1\n"), ("", "a.b c.x", "[a.\"b c\"]\nx = 1\n"),
        // Before the first header.
        ("a = 0 # c\n\n[b]\n", "x", "a = 0 # c\nx = 1\n\n[b]\n"), ("[b]\n", "x", "x = 1\n\n[b]\n"), ("\n[b]\n", "x", "x = 1\n\n[b]\n"),
        ("a = '''\n[b]\n'''", "x", "a = '''\n[b]\n'''\nx = 1"),
        // In a section, and in a new one.
        ("[a]\n  b = 0\n\n# c\n[c]\n", "a.x", "[a]\n  b = 0\n  x = 1\n\n# c\n[c]\n"), ("[a] # c", "a.x", "[a] # c\nx = 1"),
        ("[a]\r\nb = 0\r\n", "a.x", "[a]\r\nb = 0\r\nx = 1\r\n"), ("[a.b]\nc = 0\n", "a.x", "[a.b]\nc = 0\n\n[a]\nx = 1\n"),
        ("[a.b]\nc = 0\n[d]\n", "a.e.x", "[a.b]\nc = 0\n\n[a.e]\nx = 1\n[d]\n"), ("a = 0", "b.x", "a = 0\n\n[b]\nx = 1"),
        ("a = 0\n\n", "b.x", "a = 0\n\n[b]\nx = 1\n"),
        // Arrays of tables.
        ("[[a]]\nk = 'u'\n[b]\n", "a[k=v].x", "[[a]]\nk = 'u'\n\n[[a]]\nk = \"v\"\nx = 1\n[b]\n"),
        ("[[a]]\nk = 'v'\n[[a]]\nk = 'u'\n", "a[k=v].x", "[[a]]\nk = 'v'\nx = 1\n[[a]]\nk = 'u'\n"),
        ("[[a]]\nk = 'v'\n[[a]]\nk = 'u'\n", "a[k=v].b.x", "[[a]]\nk = 'v'\n\n[a.b]\nx = 1\n[[a]]\nk = 'u'\n"),
        ("a = []\n", "a[k=v].x", "a = [{ k = \"v\", x = 1 }]\n"), ("a = [{k='v'}]\n", "a[k=v].x", "a = [{k='v', x = 1}]\n"),
        ("a = [\n  { k = 'u' }, # c\n]\n", "a[k=v].x", "a = [\n  { k = 'u' }, # c\n  { k = \"v\", x = 1 },\n]\n"),
        // Dotted keys and braces.
        ("a.b = 0\nc = 0\n", "a.x", "a.b = 0\na.x = 1\nc = 0\n"), ("[r]\na.b = 0\n", "r.a.c.x", "[r]\na.b = 0\na.c.x = 1\n"),
        ("a = {}\n", "a.x", "a = { x = 1 }\n"), ("a = { b = 0 }\n", "a.c.x", "a = { b = 0, c.x = 1 }\n"),
        ("a = { b.c = 0 }\n", "a.b.x", "a = { b.c = 0, b.x = 1 }\n"),
        // What is there is changed where it is.
        ("x  =  0 # c\n", "x", "x  =  1 # c\n"), ("[ a . 'x' ]\n\"x\"=0", "a.x.x", "[ a . 'x' ]\n\"x\"=1"),
        ("a = {x=0,}\n", "a.x", "a = {x=1,}\n"),
    ])
    func `a value is written in the layout of its surroundings`(text: String, place: String, result: String) throws {
        #expect(try set(text, place, 1) == result)
    }

    @Test(
        arguments: [
            ("x = 'a'\n", "b", "x = 'b'\n"), ("x = 'a'\n", "it's", "x = \"it's\"\n"),
            ("x = \"a\"\n", "b\\c\"\n\u{7F}", "x = \"b\\\\c\\\"\\n\\u007F\"\n"),
            ("x = '''\na\nb'''\n", "c", "x = 'c'\n"), ("x = 1\n", true, "x = true\n"), ("x = 1\n", ["a", "b"], "x = [\"a\", \"b\"]\n"),
        ] as [(String, JSONValue, String)])
    func `the quotes are kept where they can be`(text: String, value: JSONValue, result: String) throws {
        #expect(try set(text, "x", value) == result)
    }

    @Test(arguments: [
        ("x = 1\n", "x", ""), ("a = 0\nx = 1", "x", "a = 0"), ("x = 1 # c\n", "x", "# c\n"), ("a = 0\n\n[b]\nx = 1\n", "b.x", "a = 0\n"),
        ("[a]\nx = 1\n[b]\n", "a.x", "[b]\n"), ("[a]\nx = 1\ny = 0\n", "a.x", "[a]\ny = 0\n"), ("[a]\n[a.b]\nx = 1\n", "a.b.x", ""),
        ("[[a]]\nk = 'v'\nx = 1\n\n[[a]]\nk = 'u'\n", "a[k=v].x", "\n[[a]]\nk = 'u'\n"), ("a = { x = 1 }\n", "a.x", ""),
        ("a = { b = 0, x = 1 }\n", "a.x", "a = { b = 0 }\n"),
        ("a = [{ k = 'v', x = 1 }, { k = 'u' }]\n", "a[k=v].x", "a = [{ k = 'u' }]\n"),
        ("a.b.x = 1\nc = 0\n", "a.b.x", "c = 0\n"), ("a = 0\n\n[[b]] # c\nk = 'v'\nx = 1", "b[k=v].x", "a = 0\n# c"),
    ])
    func `a value goes with its line, and what is empty then goes too`(text: String, place: String, result: String) throws {
        #expect(try remove(text, place) == result)
    }

    @Test(
        arguments: [
            ("a = 1\n", "a.x", ["a"], .table, 1, 5), ("[a.x]\n", "a.x", ["a", "x"], .single, 1, 1),
            ("[a]\n", "a[k=v].x", ["a"], .list, 1, 1),
            ("\n[[a]]\n", "a.x", ["a"], .table, 2, 1), ("x = { y = 1 }\n", "x", ["x"], .single, 1, 5),
        ] as [(String, String, [String], SettingsFault.Expectation, Int, Int)])
    func `another shape than expected is refused with its place`(
        text: String, place: String, key: [String], expected: SettingsFault.Expectation, line: Int, column: Int
    ) throws {
        let error = try #require(throws: SettingsFault.self) { try set(text, place, 1) }
        guard case .wrongShape(key, expected, let position) = error else { return #expect(Bool(false), "\(error)") }
        #expect(position.line == line && position.column == column)
    }

    @Test(
        arguments: [
            ("x", 1, 2, .unexpectedEnd), ("a = 1\na = 2\n", 2, 1, .duplicateKey("a")), ("[a]\n[a]\n", 2, 1, .duplicateKey("a")),
            ("a = 'b\n", 1, 5, .unterminatedString), ("a = \"\\q\"", 1, 6, .invalidEscape), ("a = maybe\n", 1, 5, .invalidValue),
            ("a = 1 b = 2\n", 1, 7, .unexpectedByte(0x62)), ("a.b = 1\n[a]\n", 2, 1, .duplicateKey("a")),
            ("a = [1\n", 2, 1, .unexpectedEnd),
            ("[[a]]\n[a]\n", 2, 1, .duplicateKey("a")), ("a = {}\na.b = 1\n", 2, 1, .duplicateKey("a")),
            ("= 1\n", 1, 1, .unexpectedByte(0x3D)),
            ("a = " + String(repeating: "[", count: 100_000), 1, 69, .tooDeep), ("a = '''b''''''\n", 1, 14, .unexpectedByte(0x27)),
        ] as [(String, Int, Int, GrammarFault)])
    func `what is no TOML is refused with its place`(text: String, line: Int, column: Int, fault: GrammarFault) throws {
        let error = try #require(throws: SettingsFault.self) { try TOMLSettings(Array(text.utf8)) }
        guard case .grammar(fault, let position) = error else { return #expect(Bool(false), "\(error)") }
        #expect(position.line == line && position.column == column)
    }

    @Test func `no text makes the reader trap`() {
        let text = Array("a.b = [1, { c = 'd', \"e\\u0041\" = \"\"\"f\"\"\" }]\n[[g]] # h\n'i' = 1979-05-27 07:32:00\n".utf8)
        var generator = SeededGenerator(seed: 5)
        for length in 0...text.count { _ = try? TOMLSettings(Array(text[..<length])) }
        for _ in 0..<5_000 {
            var broken = text
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                broken[Int.random(in: 0..<broken.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            // Whether it is refused does not matter here.
            guard var settings = try? TOMLSettings(broken) else { continue }
            try? settings.set("x", at: ["a", "x"])
            try? settings.remove(["a", "b"], keepingEmpty: { _ in nil })
        }
    }
}
