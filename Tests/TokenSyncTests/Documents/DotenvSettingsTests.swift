import LosslessJSON
import SeededRandom
import Testing

@testable import TokenSync

struct DotenvSettingsTests {
    private func set(_ text: String, _ name: String, _ value: String) throws -> String {
        var settings = try DotenvSettings(Array(text.utf8))
        try settings.set(.string(value), at: [.key(name)])
        return String(decoding: settings.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("", "1", "X=1\n"), ("A=0", "1", "A=0\nX=1"), ("A=0\r\n", "1", "A=0\r\nX=1\r\n"), ("\u{FEFF}", "1", "\u{FEFF}X=1\n"),
        ("# c\n", "1", "# c\nX=1\n"),
        ("X=0 # c\nA=0\n", "1", "X=1 # c\nA=0\n"), ("export X = 0\n", "1", "export X = 1\n"), ("X='a'\n", "b", "X='b'\n"),
        ("X=\"a\"\n", "b", "X=\"b\"\n"),
        ("X=\n", "1", "X=1\n"), ("X=a#b\n", "1", "X=1\n"), ("  X=0\n", "http://127.0.0.1:1/v1?a=b", "  X=\"http://127.0.0.1:1/v1?a=b\"\n"),
        ("", "a b", "X=\"a b\"\n"), ("", "a\"$b", "X='a\"$b'\n"), ("X=0\n", "", "X=\n"), ("A=\"x\ny\"\n", "1", "A=\"x\ny\"\nX=1\n"),
        ("A=$B\n", "1", "A=$B\nX=1\n"),
    ])
    func `a value is written where it stands, in its quotes`(text: String, value: String, result: String) throws {
        #expect(try set(text, "X", value) == result)
        var settings = try DotenvSettings(Array(result.utf8))
        #expect(try settings.value(at: ["X"]) == .string(value))
        try settings.set(.string(value), at: ["X"])
        #expect(settings.bytes == Array(result.utf8))
    }

    @Test(arguments: [
        ("X=1\n", ""), ("A=0\nX=1", "A=0"), ("X=1 # c\nA=0\n", "# c\nA=0\n"), ("A=0\r\nexport X='1'\r\nB=0\r\n", "A=0\r\nB=0\r\n"),
        ("A=0\n", "A=0\n"),
    ])
    func `a value goes with its line`(text: String, result: String) throws {
        var settings = try DotenvSettings(Array(text.utf8))
        try settings.remove(["X"], keepingEmpty: { _ in nil })
        #expect(settings.bytes == Array(result.utf8))
    }

    @Test(
        arguments: [
            ("X=1\nX=2\n", .duplicateKey, 2, 1), ("X=$Y\n", .reference, 1, 3), ("X=\"a\nb\"\n", .severalLines, 1, 3),
            ("X=\"a\\nb\"\n", .severalLines, 1, 3),
        ] as [(String, UneditableConstruct, Int, Int)])
    func `what programs disagree about is refused with its place`(text: String, construct: UneditableConstruct, line: Int, column: Int)
        throws
    {
        let error = try #require(throws: SettingsFault.self) { try set(text, "X", "1") }
        guard case .uneditable(construct, let position) = error else { return #expect(Bool(false), "\(error)") }
        #expect(position.line == line && position.column == column)
    }

    @Test(
        arguments: [
            ("X", 1, 2, .unexpectedEnd), ("A=0\n=1\n", 2, 1, .unexpectedByte(0x3D)), ("X='a\n", 1, 3, .unterminatedString),
            ("X='a' b\n", 1, 7, .unexpectedByte(0x62)),
            ("X Y=1\n", 1, 3, .unexpectedByte(0x59)),
        ] as [(String, Int, Int, GrammarFault)])
    func `what is no dotenv is refused with its place`(text: String, line: Int, column: Int, fault: GrammarFault) throws {
        let error = try #require(throws: SettingsFault.self) { try DotenvSettings(Array(text.utf8)) }
        guard case .grammar(fault, let position) = error else { return #expect(Bool(false), "\(error)") }
        #expect(position.line == line && position.column == column)
    }

    @Test(arguments: ["it's\n", "a'$b", "a\\'b"])
    func `what no quotes can hold is refused`(value: String) {
        #expect(throws: SettingsFault.self) { try set("", "X", value) }
    }

    @Test func `what is written in random files can be taken back, is written once, and leaves all else alone`() throws {
        var generator = SeededGenerator(seed: 7)
        let edits = [
            SettingEdit(["GEMINI_API_KEY"], .value("one-two")), SettingEdit(["GOOGLE_GEMINI_BASE_URL"], .value("http://127.0.0.1:1/")),
        ]
        let pieces = [
            "A=0", "export B='x y'", "# comment = 1", "", "  C = \"d\" # e", "D=\"f\ng\"", "E=h#i", "GEMINI_API_KEY=old # mine",
            "export GEMINI_API_KEY='old'",
            "F=", "GOOGLE_GEMINI_BASE_URL=\"x\"", "G=`y`", "H=$A",
        ]
        for _ in 0..<2_000 {
            let newline = Bool.random(using: &generator) ? "\n" : "\r\n"
            let lines = pieces.shuffled(using: &generator).prefix(Int.random(in: 0...8, using: &generator))
            var text = lines.joined(separator: newline) + (Bool.random(using: &generator) ? newline : "")
            if Int.random(in: 0..<5, using: &generator) == 0 { text = "\u{FEFF}" + text }
            let before = Array(text.utf8)
            let record = BackupRecord(client: .gemini, file: "/f", format: .dotenv)
            if lines.count(where: { $0.contains("GEMINI_API_KEY") }) > 1 {
                #expect(throws: SettingsFault.self) { try SettingsDraft(edits, on: before, remembering: record) }
                continue
            }
            let draft = try SettingsDraft(edits, on: before, remembering: record)
            #expect(try SettingsDraft(edits, on: draft.bytes, remembering: draft.record).changes.isEmpty)
            #expect(try SettingsRestore(of: draft.bytes, remembering: draft.record).bytes == before)
            let after = String(decoding: draft.bytes, as: UTF8.self)
            for line in lines where !line.contains("GEMINI") { #expect(after.contains(line), "\(text)") }
            var edited = try DotenvSettings(draft.bytes)
            try edited.set("1", at: ["FOREIGN"])
            let back = try #require(try SettingsRestore(of: edited.bytes, remembering: draft.record).bytes)
            var wanted = try DotenvSettings(before)
            try wanted.set("1", at: ["FOREIGN"])
            #expect(back == wanted.bytes, "\(text)")
        }
    }
}
