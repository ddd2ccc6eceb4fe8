import Testing

@testable import Shim

@Suite struct PythonReaderTests {
    private func read(_ text: String) -> LooseValue? {
        var reader = PythonReader(Array(text.utf8)[...])
        return reader.read()
    }

    static let values: [(String, LooseValue)] = [
        ("{}", .object([])), ("[]", .list([])), ("()", .list([])), ("None", .other), ("True", .other), ("1.5", .other),
        (" -7 ", .integer(-7)),
        ("'a'", .string("a")), (#""it's""#, .string("it's")), (#"'\'\\\n\x41\u00fc\U0001F600'"#, .string("'\\\nAü😀")),
        (#""\ud83d\ude00\/""#, .string("😀/")), (#"'\ud83d!'"#, .string("\u{FFFD}!")), (#"'\q'"#, .string(#"\q"#)),
        (
            "{'a': [1, 'b', (None,)], \"c\": {'d': true}, }",
            .object([
                .init(name: "a", value: .list([.integer(1), .string("b"), .list([.other])])),
                .init(name: "c", value: .object([.init(name: "d", value: .other)])),
            ])
        ),
    ]

    @Test(arguments: values)
    func `a literal is read`(_ text: String, _ value: LooseValue) {
        #expect(read(text) == value)
    }

    @Test(arguments: [
        "", " ", "{", "{'a'", "{'a':", "{'a': 1", "{'a' 1}", "[1", "[1 2]", "'a", #"'\"#, #"'\x4'"#, #"'\u+123'"#, "{} x", "1)", "*", "[,]",
        String(repeating: "[", count: 10_000),
    ])
    func `what is no literal is refused`(_ text: String) {
        #expect(read(text) == nil)
    }
}
