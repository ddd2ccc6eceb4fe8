import Testing

@testable import Shim

@Suite struct ResponseContinuationTests {
    private func resolved(_ body: String, input: String = #"{"input":"one"}"#, output: String) throws -> String? {
        let answer = Array(#"{"id":"resp_1","output":\#(output)}"#.utf8)
        let stored = try #require(StoredResponse(request: Array(input.utf8), answer: answer, time: 1))
        let result = try ResponseContinuation.resolved(Array(body.utf8)) { $0 == "resp_1" ? stored : nil }
        return result.map { String(decoding: $0.body, as: UTF8.self) }
    }

    @Test func `the conversation comes before what is new, and the rest stays`() throws {
        let body = try resolved(
            #"{"model":"m", "previous_response_id":"resp_1","input":"two","temperature":1.0}"#,
            output:
                #"[{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"a"}]}]"#)
        #expect(
            body
                == #"{"model":"m","input":[{"role":"user","content":"one"},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"a"}]},{"role":"user","content":"two"}],"temperature":1.0}"#
        )
    }

    @Test func `a call loses the vendor's id and keeps its own`() throws {
        let body = try resolved(
            #"{"previous_response_id":"resp_1","input":[{"type":"function_call_output","call_id":"c","output":"7"}]}"#,
            output: #"[{"id":"fc_1","type":"function_call","status":"completed","call_id":"c","name":"look","arguments":"{}"}]"#)
        #expect(
            body
                == #"{"input":[{"role":"user","content":"one"},{"type":"function_call","call_id":"c","name":"look","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"7"}]}"#
        )
    }

    @Test func `reasoning goes along where it is there in full`() throws {
        let body = try resolved(
            #"{"previous_response_id":"resp_1","input":[]}"#,
            output:
                #"[{"id":"rs_1","type":"reasoning","summary":[]},{"id":"rs_2","type":"reasoning","summary":[],"encrypted_content":"x"}]"#)
        #expect(
            body
                == #"{"input":[{"role":"user","content":"one"},{"id":"rs_2","type":"reasoning","summary":[],"encrypted_content":"x"}]}"#)
    }

    @Test(arguments: ["{}", #"{"previous_response_id":null}"#, #"{"metadata":{"previous_response_id":"resp_1"}}"#, "previous_response_id"])
    func `what goes on from nothing is left alone`(body: String) throws {
        #expect(try resolved(body, output: "[]") == nil)
    }

    @Test func `an answer that is not there is told as OpenAI tells it`() {
        #expect {
            try resolved(#"{"previous_response_id":"resp_2","input":"two"}"#, output: "[]")
        } throws: { error in
            let response = error as? ErrorResponse
            return response?.status == 400 && response?.code == "previous_response_not_found"
                && response?.parameter == "previous_response_id"
        }
    }

    @Test func `a body is looked into only where it names the field`() {
        #expect(ResponseContinuation.isPossible(Array(#"{"previous_response_id":"a"}"#.utf8)))
        #expect(!ResponseContinuation.isPossible(Array(#"{"previous":"response_id"}"#.utf8)))
    }

    // MARK: Items

    private func referring(_ input: String) throws -> String? {
        let items = [
            "msg_1": #"{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[]}"#,
            "rs_1": #"{"id":"rs_1","type":"reasoning","summary":[]}"#,
        ]
        let body = Array(#"{"model":"m", "input":\#(input)}"#.utf8)
        let result = try ResponseContinuation.resolved(body, find: { _ in nil }, findItem: { items[$0].map { Array($0.utf8) } })
        return result.map { String(decoding: $0.body, as: UTF8.self) }
    }

    @Test func `an item that is named is put in, and one that is of use to nobody is left out`() throws {
        let user = #"{"role":"user",  "content":"hi"}"#
        #expect(
            try referring(#"[\#(user),{"type":"item_reference","id":"rs_1"},{"type":"item_reference","id":"msg_1"}]"#)
                == #"{"model":"m", "input":[\#(user),{"type":"message","role":"assistant","content":[]}]}"#)
        #expect(try referring(#"[{"role":"user","content":"item_reference"}]"#) == nil)
        #expect(try referring(#""item_reference""#) == nil)
    }

    @Test func `an item that is not there is told with its place`() {
        #expect {
            try referring(#"[{"role":"user","content":"hi"},{"type":"item_reference","id":"msg_2"}]"#)
        } throws: { error in
            let response = error as? ErrorResponse
            return response?.status == 400 && response?.parameter == "input[1]" && response?.message.contains("'msg_2' not found") == true
        }
    }
}
