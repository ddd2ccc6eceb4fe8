import LosslessJSON
import Testing

@testable import Shim

@Suite struct MessageEditTests {
    private func messages(_ messages: String, for endpoint: APIEndpoint, model: String) -> (text: String, notes: [String]) {
        let head = "{\"model\":\"\(model)\",\"stream\":true,\"user\":\"bob\",\"messages\":"
        let request = RewritingSample.rewrite(head + messages + "}", for: endpoint)
        let text = RewritingSample.text(request)
        guard text.hasPrefix(head), text.hasSuffix("}") else { return ("other parts changed: " + text, request.notes) }
        return (String(text.dropFirst(head.count).dropLast()), request.notes)
    }

    // MARK: Thinking

    @Test(
        arguments: [
            #"[{"content":[{"type":"thinking","thinking":"","signature":"c2ln"},{"type":"text","text":""}]}]"#,
            #"[{"content":[{"type":"redacted_thinking","data":""}]},{"content":"x"}]"#,
            #"[{"content":[{"type":"thinking","thinking":"a"}]},{"content":"x"}]"#,
            #"[{"content":[{"type":"thinking","thinking":7}]},{"content":"x"}]"#,
            #"[{"content":[{"type":"thinking","thinking":""}]}]"#,
            #"[{"content":[{"type":"tool_use","input":{"thinking":""}}]},{"content":"\"thinking\":\"\""}]"#,
            #"[{"content":[]},{"content":{"type":"thinking","thinking":""}},[{"type":"thinking","thinking":""}]]"#,
            #"[[[["thinking",""]]],"thinking",null,7]"#,
            #""thinking""#, "null", #"{"type":"thinking","thinking":""}"#, "[]",
        ])
    func `other blocks and other shapes stay`(text: String) {
        #expect(messages(text, for: .messages, model: "claudeopus48").text == text)
    }

    @Test func `messages that hold nothing else go, but never the last one`() {
        let empty = #"{"content":[{"type":"thinking","thinking":""},{"type":"thinking","thinking":""}]}"#
        #expect(messages("[\(empty),\(empty)]", for: .messages, model: "claudeopus48").text == "[\(empty)]")
        #expect(messages("[{\"a\":1} , \(empty)]", for: .messages, model: "claudeopus48").text == "[{\"a\":1}]")
        #expect(messages("[\(empty) , {\"a\":1}]", for: .messages, model: "claudeopus48").text == "[{\"a\":1}]")
    }

    // MARK: Parallel calls

    private static let turn =
        #"[{"role":"assistant","content":null,"tool_calls":[{"id":"a"}, {"id":"b","arguments":"{\"x\":1}"} ,{"id":"c"}]},"#

    @Test func `results in another order are brought to their calls, changes inside them included`() {
        let results =
            #"{"role":"tool","tool_call_id":"c","content":null} , {"role":"tool","tool_call_id":"a","content":"A"},"#
            + #"{"role":"tool","tool_call_id":"b","content":"B","y":1.0}]"#
        let expected =
            #"[{"role":"assistant","content":"","tool_calls":[{"id":"a"}]},{"role":"tool","tool_call_id":"a","content":"A"},"#
            + #"{"role":"assistant","content":"","tool_calls":[{"id":"b","arguments":"{\"x\":1}"}]} , "#
            + #"{"role":"tool","tool_call_id":"b","content":"B","y":1.0},"#
            + #"{"role":"assistant","content":"","tool_calls":[{"id":"c"}]},{"role":"tool","tool_call_id":"c","content":""}]"#
        let edited = messages(Self.turn + results, for: .chatCompletions, model: "gemini25pro")
        #expect(edited.text.replacing(" ", with: "") == expected.replacing(" ", with: ""))
        #expect(edited.notes.isEmpty)
    }

    @Test func `a turn of very many calls is unwound without comparing all with all`() throws {
        let count = 5_000
        let calls = (0..<count).map { "{\"id\":\"\($0)\"}" }.joined(separator: ",")
        let results = (0..<count).reversed().map { "{\"role\":\"tool\",\"tool_call_id\":\"\($0)\",\"content\":null}" }
        let text = "[{\"role\":\"assistant\",\"tool_calls\":[\(calls)]},\(results.joined(separator: ","))]"
        let document = try JSONDocument(Array(messages(text, for: .chatCompletions, model: "gemini25pro").text.utf8))
        let unwound = document.elements(of: document.root)
        #expect(unwound.count == 2 * count)
        let last = try #require(unwound.last)
        #expect(String(decoding: document.text(of: last), as: UTF8.self) == #"{"role":"tool","tool_call_id":"4999","content":""}"#)
    }

    @Test(
        arguments: [
            #"{"role":"tool","tool_call_id":"a"},{"role":"tool","tool_call_id":"b"}]"#,
            #"{"role":"tool","tool_call_id":"a"},{"role":"tool","tool_call_id":"b"},{"role":"tool","tool_call_id":"b"}]"#,
            #"{"role":"tool","tool_call_id":"a"},{"role":"tool","tool_call_id":"b"},{"role":"tool","tool_call_id":"d"}]"#,
            #"{"role":"tool","tool_call_id":"a"},{"role":"user"},{"role":"tool","tool_call_id":"b"},{"role":"tool","tool_call_id":"c"}]"#,
            #"{"role":"tool"},{"role":"tool","tool_call_id":7},{"role":"tool","tool_call_id":"c"}]"#,
            #"7]"#,
        ])
    func `a turn whose results do not match is left alone and noted`(results: String) {
        let text = (Self.turn + results).replacing("null", with: "\"t\"")
        let edited = messages(text, for: .chatCompletions, model: "gemini25pro")
        #expect(edited.text == text)
        #expect(edited.notes == ["messages: tool calls and their results do not match one to one"])
    }

    @Test(
        arguments: [
            "null", "[]", "7", #""tool_calls""#, #"{"tool_calls":[{},{}]}"#, #"[["tool_calls"]]"#,
            #"[{"role":"assistant","tool_calls":{}}]"#, #"[{"role":"user","tool_calls":[{},{}]}]"#,
            #"[{"role":"assistant","tool_calls":[{"id":"a"}]},{"role":"tool","tool_call_id":"a"}]"#,
        ])
    func `other shapes of calls stay`(text: String) {
        #expect(messages(text, for: .chatCompletions, model: "gemini25pro").text == text)
    }
}

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
