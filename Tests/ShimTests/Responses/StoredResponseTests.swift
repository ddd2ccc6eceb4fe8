import LosslessJSON
import Testing

@testable import Shim

@Suite struct StoredResponseTests {
    private let request = Array(#"{"model":"m","input":"hé","store":true}"#.utf8)
    private let answer = Array(#"{"id":"resp_1","output":[{"type":"message","content":[]}]}"#.utf8)

    @Test func `a file says what was kept, byte for byte`() throws {
        let stored = try #require(StoredResponse(request: request, answer: answer, time: 7))
        #expect(String(decoding: stored.input, as: UTF8.self) == #"[{"role":"user","content":"hé"}]"#)
        #expect(StoredResponse(fileContents: stored.fileContents, id: "resp_1") == stored)
    }

    @Test func `a list of items is kept as it is`() throws {
        let stored = try #require(StoredResponse(request: Array(#"{"input":[ 1.0 ]}"#.utf8), answer: answer, time: 7))
        #expect(String(decoding: stored.input, as: UTF8.self) == "[ 1.0 ]")
    }

    @Test(arguments: ["{}", #"{"input":7}"#, "", "[]"])
    func `what has no conversation is not kept`(request: String) {
        #expect(StoredResponse(request: Array(request.utf8), answer: answer, time: 7) == nil)
    }

    @Test func `a file that was changed anywhere is damaged`() throws {
        let contents = try #require(StoredResponse(request: request, answer: answer, time: 7)).fileContents
        for index in contents.indices {
            var changed = contents
            changed[index] ^= 1
            #expect(StoredResponse(fileContents: changed, id: "resp_1") == nil, "byte \(index)")
            #expect(StoredResponse(fileContents: Array(contents[..<index]), id: "resp_1") == nil)
        }
        #expect(StoredResponse(fileContents: contents, id: "resp_2") == nil)
    }

    @Test func `a file's name is no path, whatever the id`() {
        for id in ["../../token", "a/b", "", "é", String(repeating: "x", count: 9_000)] {
            #expect(StoredResponse.fileName(id: id).wholeMatch(of: /[0-9a-f]{64}/) != nil)
        }
        #expect(StoredResponse.fileName(id: "resp_a") != StoredResponse.fileName(id: "resp_A"))
    }
}

@Suite struct ResponseLimitsTests {
    private func limits(_ change: (inout ResponseLimits) -> Void) -> ResponseLimits {
        var limits = ResponseLimits()
        change(&limits)
        return limits
    }

    private let files = (1...5).map { ResponseLimits.File(name: "file\($0)", size: 10, time: $0 * 100) }

    @Test func `what is young and little stays`() {
        #expect(ResponseLimits().surplus(of: files, now: 600).isEmpty)
    }

    @Test func `what is too old goes`() {
        #expect(limits { $0.age = 300 }.surplus(of: files, now: 600).sorted() == ["file1", "file2", "file3"])
    }

    @Test func `of too many the oldest go`() {
        #expect(limits { $0.count = 2 }.surplus(of: files, now: 600).sorted() == ["file1", "file2", "file3"])
    }

    @Test func `of too much the oldest go`() {
        #expect(limits { $0.totalSize = 35 }.surplus(of: files, now: 600).sorted() == ["file1", "file2"])
    }

    @Test func `a clock that was set back removes nothing`() {
        #expect(limits { $0.age = 300 }.surplus(of: files, now: 0).isEmpty)
    }
}

@Suite struct InputItemsTests {
    private func list(_ input: String, _ change: (inout InputItems.Page) -> Void = { _ in }) throws -> String {
        let stored = try #require(
            StoredResponse(request: Array(#"{"input":\#(input)}"#.utf8), answer: Array(#"{"id":"resp_1","output":[]}"#.utf8), time: 1))
        var page = InputItems.Page()
        change(&page)
        return String(decoding: InputItems(of: stored).list(page).serialized, as: UTF8.self)
    }

    @Test func `the latest item comes first, each with an id, and a text as a part`() throws {
        let input =
            #"["x",{"role":"user","content":"a\u0062"},{"type":"function_call","id":"fc_1","call_id":"c"},{"role":"assistant","content":"b"}]"#
        let shown = try list(input) { $0.limit = 3 }
        let data =
            #"{"id":"msg_3_resp_1","type":"message","role":"assistant","content":[{"type":"output_text","text":"b","annotations":[]}]},"#
            + #"{"type":"function_call","id":"fc_1","call_id":"c"},"#
            + #"{"id":"msg_1_resp_1","type":"message","role":"user","content":[{"type":"input_text","text":"a\u0062"}]}"#
        let ends = #""first_id":"msg_3_resp_1","last_id":"msg_1_resp_1","has_more":true}"#
        #expect(shown == #"{"object":"list","data":[\#(data)],\#(ends)"#)
    }

    @Test func `a page begins behind the item that the client names`() throws {
        let input = #"[{"role":"user","content":[],"id":"a"},{"role":"user","content":[],"id":"b"},{"role":"user","content":[],"id":"c"}]"#
        let second = try list(input) { ($0.isAscending, $0.limit, $0.after) = (true, 1, "a") }
        #expect(second.contains(#""first_id":"b","last_id":"b","has_more":true"#), "\(second)")
        let last = try list(input) { ($0.isAscending, $0.after) = (true, "b") }
        #expect(last.contains(#""first_id":"c","last_id":"c","has_more":false"#), "\(last)")
        #expect(try list(input) { $0.after = "a" } == #"{"object":"list","data":[],"first_id":null,"last_id":null,"has_more":false}"#)
    }
}
