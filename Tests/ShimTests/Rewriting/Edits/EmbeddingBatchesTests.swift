import LosslessJSON
import Testing

@testable import Shim

@Suite struct EmbeddingBatchesTests {
    private func body(_ texts: [String], separator: String = ",") -> String {
        "{\"model\":\"v3small\", \"user\":\"bob\",\"input\":[ \(texts.map { "\"\($0)\"" }.joined(separator: separator)) ],\"dimensions\":8}"
    }

    @Test(arguments: [1, 15, 16, 17, 32, 33, 100, 2_048])
    func `texts are sent in batches of 16 in their order`(count: Int) {
        let texts = (0..<count).map { "t\($0)\\n" }
        let request = RewritingSample.rewrite(body(texts, separator: " ,\n"), for: .embeddings)
        let expected = stride(from: 0, to: count, by: 16).map { body(Array(texts[$0..<min($0 + 16, count)]), separator: " ,\n") }
        #expect(request.bodies.map { String(decoding: $0.bytes, as: UTF8.self) } == expected)
    }

    @Test(
        arguments: [
            Array(repeating: "\"t\"", count: 2_049), Array(repeating: "7", count: 40), Array(repeating: "[1,2]", count: 40),
            Array(repeating: "\"t\"", count: 39) + ["7"], ["null"],
        ])
    func `other lists are sent as they are`(elements: [String]) {
        let body = "{\"user\":\"bob\",\"input\":[\(elements.joined(separator: ","))]}"
        let request = RewritingSample.rewrite(body, for: .embeddings)
        #expect(request.bodies.map { String(decoding: $0.bytes, as: UTF8.self) } == [body])
    }

    @Test(arguments: ["\"text\"", "null", "{}", "[]", "[ ]", "7"])
    func `an input that is no list is sent as it is`(input: String) {
        let body = "{\"user\":\"bob\",\"input\":\(input)}"
        #expect(RewritingSample.text(RewritingSample.rewrite(body, for: .embeddings)) == body)
    }

    @Test func `every batch carries the other changes too`() {
        let texts = Array(repeating: "\"t\"", count: 20).joined(separator: ",")
        let body = "{\"model\":\"text-embedding-3-small\",\"input\":[\(texts)],\"timeout\":3}"
        let request = RewritingSample.rewrite(body, for: .embeddings)
        #expect(request.bodies.count == 2)
        for batch in request.bodies {
            let text = String(decoding: batch.bytes, as: UTF8.self)
            #expect(text.hasPrefix(#"{"user":"alice","model":"v3small","input":["t","#))
            #expect(text.hasSuffix("]}"))
        }
    }
}
