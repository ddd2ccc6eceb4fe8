import LosslessJSON
import Testing

@testable import Shim

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
