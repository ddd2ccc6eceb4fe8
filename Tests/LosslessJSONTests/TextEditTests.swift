import LosslessJSON
import Testing

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
