import NIOCore
import Testing

@testable import Shim

/// What becomes of a stream's beginning, which is held back until it was judged.
@Suite struct StreamOpeningTests {
    static let errors: [(APIEndpoint, String, Int, String)] = [
        (
            .messages, StreamSamples.event("error", #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#), 529,
            "overloaded_error"
        ),
        (
            .messages,
            StreamSamples.event(
                "error",
                #"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 214290 tokens > 200000"}}"#
            ), 400, "prompt is too long: 214290 tokens > 200000"
        ),
        (
            .messages,
            StreamSamples.event(
                "error",
                #"{"type":"error","error":{"type":"api_error","message":"Error code: 400 - {'type': 'error', 'error': {'type': "#
                    + #"'invalid_request_error', 'message': \"it's 5xx\"}}"}}"#
            ), 400, #""message":"it's 5xx""#
        ),
        (
            .chatCompletions, "data: {\"error\":{\"message\":\"no\",\"type\":\"rate_limit_error\",\"code\":null}}\n\n", 429,
            "rate_limit_error"
        ),
        (.chatCompletions, "data: {\"error\":\"no\"}\n\n", 500, "\"message\":\"no\""),
        (
            .responses, StreamSamples.event("error", #"{"type":"error","code":"rate_limit_exceeded","message":"slow","param":null}"#), 429,
            "slow"
        ),
        (
            .responses,
            StreamSamples.event(
                "response.failed", #"{"type":"response.failed","response":{"error":{"code":"server_error","message":"sad"}}}"#),
            500, "sad"
        ),
    ]

    @Test(arguments: errors)
    func `an error as the first event becomes a response with its real status`(_ sample: (APIEndpoint, String, Int, String)) {
        for leading in ["", ": comment\n\n", StreamSamples.event("ping", "{}"), "\n\n"] {
            for pieces in ReplyTranscript.cuts(of: leading + sample.1) {
                let reply = ReplyTranscript.stream(sample.0, pieces)
                #expect(reply.status == sample.2)
                #expect(reply.text.contains(sample.3))
                #expect(reply.header("content-type") == "application/json")
                #expect(reply.head?.length == reply.bytes.count && reply.ending == .end)
                #expect(reply.text.hasPrefix(sample.0 == .messages ? #"{"type":"error""# : #"{"error":"#))
            }
        }
    }

    static let notices: [(APIEndpoint, String)] = [
        (.messages, StreamSamples.notice()),
        (.messages, StreamSamples.notice(id: "msg_1")),
        (.messages, StreamSamples.notice(text: "something new")),
        (.messages, StreamSamples.notice(id: "msg_1", text: "\\n=== " + StreamSamples.noticeText)),
        (.chatCompletions, StreamSamples.chatNotice()),
        (.chatCompletions, String(StreamSamples.chatNotice().dropLast("data: [DONE]\n\n".count)) + "data: [DONE]"),
        (.chatCompletions, StreamSamples.chatNotice("hm").replacing("chatcmpl-1", with: "msg_blocked_mallory_1")),
        (.responses, StreamSamples.responsesNotice()),
    ]

    @Test(arguments: notices)
    func `an access notice becomes a 403 that names the user`(_ endpoint: APIEndpoint, _ text: String) {
        for pieces in ReplyTranscript.cuts(of: text) {
            let reply = ReplyTranscript.stream(endpoint, pieces)
            #expect(reply.status == 403)
            #expect(reply.text.contains("permission_error") && reply.text.contains(#"\"alice\""#) && reply.text.contains("--user"))
            #expect(reply.machine.facts.isAccessDenied)
        }
    }

    static let answers: [(APIEndpoint, String)] = [
        (.messages, StreamSamples.notice(id: "msg_1", usage: "12")),
        (.messages, StreamSamples.notice(usage: "12")),
        (.messages, StreamSamples.notice(id: "msg_1", text: "AUTHENTICATION is done by a header")),
        (.messages, StreamSamples.notice(id: "msg_1", text: "AUTHENTICATION NOTICE FROM ARGO")),
        (.messages, StreamSamples.notice(id: "msg_1", text: "")),
        (.messages, StreamSamples.notice(id: "msg_1", text: "As you asked: " + StreamSamples.noticeText)),
        (.chatCompletions, StreamSamples.chatNotice("AUTH")),
        (.chatCompletions, StreamSamples.chatNotice("A real answer")),
        (
            .chatCompletions,
            StreamSamples.chatNotice().replacing(
                "data: [DONE]",
                with: #"data: {"choices":[],"usage":{"prompt_tokens":4,"completion_tokens":9,"total_tokens":13}}"# + "\n\ndata: [DONE]"
            )
        ),
        (.responses, StreamSamples.responsesNotice("AUTHENTICATION NOTICE of something else")),
    ]

    @Test(arguments: answers)
    func `a real answer that looks like the notice is released untouched`(_ endpoint: APIEndpoint, _ text: String) {
        for pieces in ReplyTranscript.cuts(of: text) {
            let reply = ReplyTranscript.stream(endpoint, pieces)
            #expect(reply.status == 200 && reply.text == text && reply.ending == .end)
        }
    }

    @Test func `only as long as the text may still be the notice is it held`() {
        var reply = ReplyTranscript(ReplyTranscript.context(.chatCompletions, streams: true))
        reply.receiveHead(200, "text/event-stream")
        reply.receive(StreamSamples.chunk(#"{"role":"assistant","content":""}"#) + StreamSamples.chunk(#"{"content":"AUTHENT"}"#))
        #expect(reply.head == nil)
        reply.receive(StreamSamples.chunk(#"{"content":"ICATE"}"#))
        #expect(reply.pieces.count >= 1 && reply.status == 200 && reply.text.contains("AUTHENT") && reply.text.contains("ICATE"))
    }

    @Test(arguments: [
        StreamSamples.chunk(#"{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":""}}]}"#),
        StreamSamples.chunk(#"{"reasoning_content":"hm"}"#), "data: not json\n\n",
    ])
    func `what no notice has is released at once`(_ event: String) {
        var reply = ReplyTranscript(ReplyTranscript.context(.chatCompletions, streams: true))
        reply.receiveHead(200, "text/event-stream")
        reply.receive(event)
        #expect(reply.text == event)
    }

    @Test func `what is held is bounded`() {
        var reply = ReplyTranscript(ReplyTranscript.context(.messages, streams: true))
        reply.receiveHead(200, "text/event-stream")
        let comment = ": " + String(repeating: "x", count: 1_000) + "\n\n"
        for _ in 0..<70 { reply.receive(comment) }
        #expect(reply.status == 200 && reply.bytes.count == 70 * comment.utf8.count)
    }

    @Test func `an upstream that breaks before anything was sent is a real error`() {
        let failures = [(UpstreamFailure.closed, 502), (.handshake(""), 502), (.timedOut(after: .zero), 504), (.invalidReply(""), 502)]
        for (what, status) in failures {
            for sent in ["", ": x\n\n", "event: mess", StreamSamples.notice(id: "msg_1").prefix(200).description] {
                var reply = ReplyTranscript(ReplyTranscript.context(.messages, streams: true))
                reply.receiveHead(200, "text/event-stream")
                reply.receive(sent)
                reply.receiveBreak(what)
                #expect(reply.status == status && reply.ending == .end && reply.text.contains("argo-shim: "))
            }
        }
    }
}
