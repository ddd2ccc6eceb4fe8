import NIOCore
import Testing

@testable import Shim

@Suite struct DocumentReplyTests {
    static let message =
        #"{"id":"msg_vrtx_1","type":"message", "role":"assistant","content":[{"type":"text","text":"Hi"}],"usage":{"input_tokens":3,"output_tokens":1}}"#
    static let completion =
        #"{"id":"chatcmpl-1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"}}],"#
        + #""usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}"#

    static let unchanged: [(APIEndpoint, String)] = [
        (.messages, message), (.chatCompletions, completion), (.countTokens, #"{"input_tokens":null}"#),
        (.embeddings, #"{"object":"list","data":[{"index":0,"embedding":[0.10,1e-3]}],"usage":{"prompt_tokens":2,"total_tokens":2}}"#),
        (.responses, #"{"id":"resp_1","error":null,"output":[],"usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}"#),
        (.responses, #"{"id":"resp_1","status":"failed","error":{"code":"server_error","message":"x"},"output":[]}"#),
        (.legacyChat, #"{"response":"Hi"}"#), (.legacyEmbed, #"{"embedding":[[1.0]]}"#),
        (.chatCompletions, #"{"choices":[],"error":{"message":"beside an answer"}}"#), (.chatCompletions, #"["error"]"#),
        (.messages, #"{"cut off": "#), (.messages, ""), (.chatCompletions, #"{"choices":[],"usage":null}"#),
    ]

    @Test(arguments: unchanged)
    func `an answer without faults passes unchanged with its length`(_ endpoint: APIEndpoint, _ body: String) {
        for pieces in ReplyTranscript.cuts(of: body) {
            let reply = ReplyTranscript.reply(ReplyTranscript.context(endpoint), 200, "application/json", pieces)
            #expect(reply.status == 200 && reply.text == body && reply.head?.length == body.utf8.count)
            #expect(reply.ending == .end && reply.headCount == 1 && reply.endingCount == 1)
        }
    }

    static let holes: [(APIEndpoint, String, String)] = [
        (.messages, #"{"content":[], "usage":{"output_tokens":1}}"#, #"{"content":[], "usage":{"input_tokens":0,"output_tokens":1}}"#),
        (.messages, #"{"usage":{"input_tokens":null,"output_tokens":1.0}}"#, #"{"usage":{"input_tokens":0,"output_tokens":1.0}}"#),
        (
            .chatCompletions, #"{"choices":[],"usage":{"prompt_tokens":null,"x":null}}"#,
            #"{"choices":[],"usage":{"completion_tokens":0,"total_tokens":0,"prompt_tokens":0,"x":null}}"#
        ),
        (
            .embeddings, #"{"data":[],"usage":{"prompt_tokens":null,"total_tokens":null}}"#,
            #"{"data":[],"usage":{"prompt_tokens":0,"total_tokens":0}}"#
        ),
        (
            .responses, #"{"output":[],"usage":{"input_tokens":1,"output_tokens":null,"total_tokens":1}}"#,
            #"{"output":[],"usage":{"input_tokens":1,"output_tokens":0,"total_tokens":1}}"#
        ),
    ]

    @Test(arguments: holes)
    func `holes in the figures become 0 and nothing else changes`(_ endpoint: APIEndpoint, _ body: String, _ expected: String) {
        let reply = ReplyTranscript.reply(endpoint, 200, "application/json; charset=utf-8", body)
        #expect(reply.text == expected && reply.head?.length == expected.utf8.count)
    }

    static let errors: [(APIEndpoint, String, Int, String)] = [
        (
            .messages, #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, 529,
            #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#
        ),
        (
            .messages, #"{"type":"error","error":{"type":"not_found_error","message":"no"},"request_id":"r"}"#, 404,
            #"{"type":"error","error":{"type":"not_found_error","message":"no"},"request_id":"r"}"#
        ),
        (
            .chatCompletions, #"{"error":{"message":"no","type":"invalid_request_error","code":null}}"#, 400,
            #"{"error":{"message":"no","type":"invalid_request_error","code":null}}"#
        ),
        (
            .chatCompletions, #"{"error":{"message":"429 RESOURCE_EXHAUSTED"},"choices":null}"#, 429,
            #"{"error":{"message":"429 RESOURCE_EXHAUSTED"},"choices":null}"#
        ),
        (
            .messages, #"{"error":{"message":"no","type":"x"}}"#, 500,
            #"{"type":"error","error":{"type":"api_error","message":"no"},"request_id":"req_ours"}"#
        ),
        (.countTokens, #"{"error":"no"}"#, 500, #"{"type":"error","error":{"type":"api_error","message":"no"},"request_id":"req_ours"}"#),
    ]

    @Test(arguments: errors)
    func `an error inside a success gets its real status`(_ sample: (APIEndpoint, String, Int, String)) {
        let reply = ReplyTranscript.reply(sample.0, 200, "application/json", sample.1)
        #expect(reply.status == sample.2)
        #expect(reply.text == sample.3)
    }

    static let text = StreamSamples.noticeText
    static let notices: [(APIEndpoint, String)] = [
        (.messages, #"{"id":"msg_blocked_m_1","content":[{"type":"text","text":"x"}],"usage":{"input_tokens":0,"output_tokens":0}}"#),
        (.messages, #"{"id":"msg_1","content":[{"type":"text","text":"\#(text)"}],"usage":{"input_tokens":0,"output_tokens":null}}"#),
        (.messages, #"{"id":"msg_1","content":[{"type":"text","text":"\#(text)"}]}"#),
        (.chatCompletions, #"{"id":"msg_blocked_m_1","choices":[{"message":{"role":"assistant","content":"x","refusal":null}}]}"#),
        (
            .chatCompletions,
            #"{"id":"c","choices":[{"message":{"role":"assistant","content":"\#(text)","tool_calls":[]}}],"usage":{"total_tokens":0}}"#
        ),
        (.responses, #"{"id":"r","output":[{"type":"message","content":[{"type":"output_text","text":"\#(text)"}]}],"usage":null}"#),
        (.legacyChat, #"{"response":"\#(text)"}"#),
    ]

    @Test(arguments: notices)
    func `an access notice becomes a 403 that names the user`(_ endpoint: APIEndpoint, _ body: String) {
        let reply = ReplyTranscript.reply(endpoint, 200, "application/json", body)
        #expect(reply.status == 403 && reply.text.contains(#"\"alice\""#) && reply.text.contains("permission_error"))
        #expect(reply.machine.facts.isAccessDenied)
    }

    static let answers: [(APIEndpoint, String)] = [
        (.messages, #"{"id":"msg_1","content":[{"type":"text","text":"\#(text)"}],"usage":{"input_tokens":0,"output_tokens":40}}"#),
        (.messages, #"{"id":"msg_1","content":[{"type":"text","text":"It says: \#(text)"}],"usage":{"input_tokens":0,"output_tokens":0}}"#),
        (.chatCompletions, #"{"id":"c","choices":[{"message":{"content":"\#(text)","tool_calls":[{"id":"x"}]}}],"usage":null}"#),
    ]

    @Test(arguments: answers)
    func `a real answer that quotes the notice stays`(_ endpoint: APIEndpoint, _ body: String) {
        let reply = ReplyTranscript.reply(endpoint, 200, "application/json", body)
        #expect(reply.status == 200 && reply.text == body)
    }

    @Test func `an answer above the limit passes as it comes, and a break cuts it`() {
        let context = ReplyTranscript.context(.embeddings) { $0.limits.documentBytes = 100 }
        var reply = ReplyTranscript(context)
        reply.receiveHead(200, "application/json")
        let piece = String(repeating: " ", count: 60)
        reply.receive(piece)
        #expect(reply.head == nil)
        reply.receive(piece)
        #expect(reply.status == 200 && reply.text == piece + piece && reply.head?.length == nil)
        reply.receive(piece)
        #expect(reply.bytes.count == 180)
        reply.receiveBreak(.handshake(""))
        #expect(reply.ending == .cut)
    }

    @Test func `an announced length above the limit is not waited for`() {
        var reply = ReplyTranscript(ReplyTranscript.context(.embeddings) { $0.limits.documentBytes = 100 })
        reply.receiveHead(200, "application/json", [("content-length", "101")])
        #expect(reply.status == 200 && reply.head?.length == 101 && reply.header("content-length") == nil)
    }

    @Test func `a break is a 502 and silence a 504, whatever came before`() {
        for body in ["", #"{"id":"#] {
            var broken = ReplyTranscript(ReplyTranscript.context(.messages))
            broken.receiveHead(200, "application/json")
            broken.receive(body)
            broken.receiveBreak(.closed)
            #expect(broken.status == 502 && broken.text.contains("argo-shim: ") && broken.ending == .end)
            var idle = ReplyTranscript(ReplyTranscript.context(.messages))
            idle.receiveHead(200, "application/json")
            idle.receive(body)
            idle.pass(.seconds(300))
            #expect(idle.status == 504 && idle.isUpstreamAbandoned && idle.ending == .end)
        }
    }
}
