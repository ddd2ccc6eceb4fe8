import LosslessJSON
import Testing

struct ObjectEditTests {
    private func edit(_ text: String, syntax: JSONSyntax = .json, _ change: (inout ObjectEdit) -> Void) throws -> String {
        let document = try JSONDocument(Array(text.utf8), syntax: syntax)
        var edit = ObjectEdit(document.root, in: document)
        change(&edit)
        let bytes = EditedText(document.bytes, applying: edit.textEdits).bytes
        _ = try JSONDocument(bytes, syntax: syntax)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func json(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test(arguments: [
        ("{}", #"{"x":1}"#), ("{ }", #"{"x":1 }"#), (#"{"a":0}"#, #"{"x":1,"a":0}"#), (#"{ "a" : 0 }"#, #"{"x":1, "a" : 0 }"#),
        (#"{"x":0}"#, #"{"x":1}"#), (#"{"x":{"x":2}, "y":3}"#, #"{"x":1, "y":3}"#), (#"{"x":0,"x":0}"#, #"{"x":0,"x":1}"#),
        (#"{"\u0078":0}"#, #"{"\u0078":1}"#),
    ])
    func `a member is set where it is, or added in front`(text: String, result: String) throws {
        #expect(try edit(text) { $0.set("x", to: json("1")) } == result)
    }

    @Test func `an object inside is given alone, with its own changes`() throws {
        let document = try JSONDocument(json(#" [ {"a" : 0}, { "b":"x" , "c":[1] } ] "#))
        let inner = document.elements(of: document.root)[1]
        #expect(document.string("b", of: inner) == "x" && document.string("c", of: inner) == nil)
        #expect(document.elements("c", of: inner).count == 1 && document.elements("b", of: inner).isEmpty)
        var edit = ObjectEdit(inner, in: document)
        #expect(String(decoding: edit.bytes, as: UTF8.self) == #"{ "b":"x" , "c":[1] }"#)
        edit.set("c", to: json("2"))
        edit.set("d", to: json("3"))
        edit.remove("b")
        #expect(String(decoding: edit.bytes, as: UTF8.self) == #"{"d":3, "c":2 }"#)
    }

    @Test func `the last of several values is written`() throws {
        #expect(
            try edit(#"{"a":0}"#) {
                $0.set("a", to: json("1")); $0.set("a", to: json("2"))
            } == #"{"a":2}"#)
        #expect(
            try edit("{}") {
                $0.set("a", to: json("1")); $0.set("a", to: json("2"))
            } == #"{"a":2}"#)
        #expect(
            try edit(#"{"a":0}"#) {
                $0.rename("a", to: "b"); $0.rename("a", to: "c")
            } == #"{"c":0}"#)
    }

    @Test func `a name is changed and its value kept`() throws {
        #expect(try edit(#"{"a": [1, 2],"b":0,"a":3}"#) { $0.rename("a", to: "c\"") } == #"{"c\"": [1, 2],"b":0,"c\"":3}"#)
    }

    @Test func `a member can be renamed and set at once`() throws {
        #expect(
            try edit(#"{"a":0}"#) {
                $0.rename("a", to: "b"); $0.set("a", to: json("1"))
            } == #"{"b":1}"#)
    }

    @Test func `removing wins over setting`() throws {
        #expect(
            try edit(#"{"a":0,"b":1}"#) {
                $0.set("a", to: json("1")); $0.remove("a")
            } == #"{"b":1}"#)
        #expect(
            try edit(#"{"a":0,"b":1}"#) {
                $0.remove("a"); $0.set("a", to: json("1"))
            } == #"{"b":1}"#)
        #expect(
            try edit(#"{"b":1}"#) {
                $0.set("a", to: json("1")); $0.remove("a")
            } == #"{"b":1}"#)
    }

    @Test func `every member of a name is removed`() throws {
        #expect(try edit(#"{"a":0,"b":1,"a":2}"#) { $0.remove("a") } == #"{"b":1}"#)
        #expect(try edit(#"{"a":0,"a":2}"#) { $0.remove("a") } == "{}")
    }

    @Test func `an edit that changes nothing is empty`() throws {
        let document = try JSONDocument(json(#"{"a":0}"#))
        var edit = ObjectEdit(document.root, in: document)
        edit.remove("b")
        edit.rename("b", to: "c")
        #expect(edit.isEmpty)
        #expect(edit.textEdits.isEmpty)
        edit.set("a", to: json("1"))
        #expect(!edit.isEmpty)
    }

    @Test(arguments: [
        "{\"a\":1,}", "{\"a\":1 /* c */ , /* d */}", "{\"a\":1,\"b\":2,}", "{\"a\":1,\"b\":2 // c\n,\n}", "{\"a\":1}", "{\"a\":1,\"b\":2}",
    ])
    func `no comma stays behind when all members go`(text: String) throws {
        #expect(
            !(try edit(text, syntax: .jsonc) {
                $0.remove("a"); $0.remove("b")
            }).contains(","))
        let replaced = try edit(text, syntax: .jsonc) {
            $0.remove("a"); $0.remove("b"); $0.set("x", to: json("1"))
        }
        #expect(replaced.contains(#""x":1"#))
    }

    @Test(arguments: [JSONSyntax.json, .jsonc])
    func `after removing any members the others are there byte for byte`(syntax: JSONSyntax) throws {
        var random = RandomJSON(seed: 7, syntax: syntax)
        for _ in 0..<60 {
            let count = Int.random(in: 1...5, using: &random.generator)
            let (text, values) = random.object(memberCount: count)
            let document = try JSONDocument(text, syntax: syntax)
            for subset in 0..<(1 << count) {
                for isAdding in [false, true] {
                    var edit = ObjectEdit(document.root, in: document)
                    for index in 0..<count where subset & 1 << index != 0 { edit.remove("k\(index)") }
                    if isAdding { edit.set("new", to: json("[1]")) }
                    let result = try JSONDocument(EditedText(text, applying: edit.textEdits).bytes, syntax: syntax)
                    let kept = (0..<count).filter { subset & 1 << $0 == 0 }
                    #expect(result.members(of: result.root).map(result.name) == (isAdding ? ["new"] : []) + kept.map { "k\($0)" })
                    for index in kept {
                        let value = try #require(result.value(at: ["k\(index)"]))
                        #expect(Array(result.text(of: value)) == Array(values[index].utf8))
                    }
                }
            }
        }
    }

    @Test(arguments: 0..<16)
    func `elements of an array go with their commas`(subset: Int) throws {
        let document = try JSONDocument(json("[ 0, 1 ,2 , 3]"))
        let elements = document.elements(of: document.root)
        let removed = Set((0..<4).filter { subset & 1 << $0 != 0 })
        let bytes = EditedText(document.bytes, applying: removalEdits(of: removed, from: elements.map(\.range))).bytes
        let result = try JSONDocument(bytes)
        #expect(result.elements(of: result.root).compactMap(result.integer) == (0..<4).filter { !removed.contains($0) })
    }
}

struct TextEditTests {
    private func edited(_ text: String, _ edits: [(Range<Int>, String)]) -> String {
        let edited = EditedText(Array(text.utf8), applying: edits.map { TextEdit($0.0, Array($0.1.utf8)) })
        #expect(edited.count == edited.bytes.count)
        return String(decoding: edited.bytes, as: UTF8.self)
    }

    @Test func `a text without edits is itself`() {
        #expect(edited("abc", []) == "abc")
        #expect(edited("", []) == "")
        #expect(EditedText(Array("abc".utf8)).pieces == [.original(0..<3)])
    }

    @Test(
        arguments: [
            ([(0..<0, "x")], "xabcdef"), ([(6..<6, "x")], "abcdefx"), ([(1..<3, "")], "adef"), ([(0..<6, "")], ""), ([(0..<6, "x")], "x"),
            ([(4..<5, "y"), (1..<2, "x")], "axcdyf"), ([(1..<3, "x"), (3..<5, "y")], "axyf"),
            // Insertions at one place keep their order.
            ([(2..<2, "x"), (2..<2, "y")], "abxycdef"),
            // An insertion goes before a replacement that begins there, whichever is asked for first.
            ([(2..<2, "x"), (2..<4, "y")], "abxyef"), ([(2..<4, "y"), (2..<2, "x")], "abxyef"),
            ([(2..<4, "y"), (4..<4, "x")], "abyxef"),
            // Of two that overlap, the one that begins first wins; one that ends outside is left out.
            ([(3..<5, "y"), (1..<4, "x")], "axef"), ([(1..<4, "x"), (1..<4, "y")], "axef"), ([(4..<7, "x")], "abcdef"),
        ] as [([(Range<Int>, String)], String)])
    func `edits are put in their order`(edits: [(Range<Int>, String)], result: String) {
        #expect(edited("abcdef", edits) == result)
    }

    @Test func `what is kept is a slice of the original`() {
        let text = EditedText(Array("abcdef".utf8), applying: [TextEdit(2..<3, [UInt8(ascii: "x")])])
        #expect(text.pieces == [.original(0..<2), .inserted([UInt8(ascii: "x")]), .original(3..<6)])
    }
}
