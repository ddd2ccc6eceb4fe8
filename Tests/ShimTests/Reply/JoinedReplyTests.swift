import NIOCore
import NIOHTTP1
import Testing

@testable import Shim

@Suite struct JoinedReplyTests {
    static let streams: [(APIEndpoint, String)] = [
        (.messages, StreamSamples.messages), (.chatCompletions, StreamSamples.chat), (.responses, StreamSamples.responses),
    ]

    @Test(arguments: streams)
    func `the answer is the same however the stream is cut, and is sent at the terminal event`(_ endpoint: APIEndpoint, _ text: String) {
        let whole = ReplyTranscript.joined(endpoint, text)
        #expect(whole.status == 200 && !whole.bytes.isEmpty)
        for pieces in ReplyTranscript.cuts(of: text) {
            let reply = ReplyTranscript.reply(ReplyTranscript.context(endpoint, joined: true), 200, "text/event-stream", pieces)
            #expect(reply.text == whole.text && reply.ending == .end && reply.headCount == 1)
        }
    }

    @Test(arguments: streams)
    func `a stream that breaks off or lacks its terminal event is a 502, never a 200`(_ endpoint: APIEndpoint, _ text: String) {
        let bytes = Array(text.utf8)
        for count in 0..<(bytes.count - 40) {
            for isBroken in [true, false] {
                var reply = ReplyTranscript(ReplyTranscript.context(endpoint, joined: true))
                reply.receiveHead(200, "text/event-stream")
                reply.receive(bytes.prefix(count))
                #expect(reply.head == nil)
                if isBroken { reply.receiveBreak(.handshake("")) } else { reply.receiveEnd() }
                let hasFinish =
                    endpoint == .chatCompletions && String(decoding: bytes.prefix(count), as: UTF8.self).contains("\"stop\"}]}\n\n")
                #expect(reply.status == (hasFinish && !isBroken ? 200 : 502) && reply.ending == .end)
            }
        }
    }

    static let errors: [(APIEndpoint, String, Int)] = [
        (.messages, StreamSamples.event("error", #"{"type":"error","error":{"type":"overloaded_error","message":"x"}}"#), 529),
        (.messages, StreamSamples.event("error", #"{"type":"error","error":{"type":"api_error","message":"Quota exceeded"}}"#), 429),
        (.chatCompletions, "data: {\"error\":{\"message\":\"x\",\"type\":\"invalid_request_error\"}}\n\n", 400),
        (.responses, StreamSamples.event("response.failed", #"{"response":{"error":{"code":"rate_limit_exceeded","message":"x"}}}"#), 429),
    ]

    @Test(arguments: errors)
    func `an error event at any place gets its real status`(_ endpoint: APIEndpoint, _ error: String, _ status: Int) throws {
        let stream = try #require(Self.streams.first { $0.0 == endpoint }).1
        var start = stream.startIndex
        while let end = stream[start...].firstRange(of: "\n\n")?.upperBound {
            let reply = ReplyTranscript.joined(endpoint, stream[..<start] + error)
            #expect(reply.status == status && reply.ending == .end && reply.header("content-type") == "application/json")
            start = end
        }
    }

    @Test func `the upstream's headers are kept`() {
        var reply = ReplyTranscript(ReplyTranscript.context(.messages, joined: true))
        reply.receiveHead(200, "text/event-stream", [("request-id", "req_up"), ("anthropic-ratelimit-tokens-remaining", "5")])
        reply.receive(StreamSamples.messages)
        #expect(reply.header("request-id") == "req_up" && reply.header("anthropic-ratelimit-tokens-remaining") == "5")
        #expect(reply.head?.headers["content-type"] == ["application/json"])
    }

    @Test func `an access notice is a 403`() {
        #expect(ReplyTranscript.joined(.messages, StreamSamples.notice()).status == 403)
        #expect(ReplyTranscript.joined(.chatCompletions, StreamSamples.chatNotice()).status == 403)
    }

    @Test func `an upstream that answers with a document after all gets it passed on`() {
        let context = ReplyTranscript.context(.messages, joined: true)
        let reply = ReplyTranscript.reply(context, 200, "application/json", [Array(DocumentReplyTests.message.utf8)])
        #expect(reply.status == 200 && reply.text == DocumentReplyTests.message)
        #expect(ReplyTranscript.reply(context, 429, "text/plain", [Array("x".utf8)]).status == 429)
    }

    @Test func `an answer above the limits is refused`() {
        for change in [{ (context: ReplyContext) in context.limits.documentBytes = 500 }, { $0.limits.eventBytes = 90 }] {
            var reply = ReplyTranscript(ReplyTranscript.context(.messages, joined: true, change: change))
            reply.receiveHead(200, "text/event-stream")
            reply.receive(StreamSamples.messages)
            #expect(reply.status == 502 && reply.isUpstreamAbandoned && reply.text.contains("argo-shim: "))
        }
    }

    @Test func `a compressed stream cannot be joined`() {
        var reply = ReplyTranscript(ReplyTranscript.context(.messages, joined: true))
        reply.receiveHead(200, "text/event-stream", [("content-encoding", "gzip")])
        #expect(reply.status == 502 && reply.header("content-encoding") == nil && reply.isUpstreamAbandoned)
    }

    @Test func `silence is a 504`() {
        var reply = ReplyTranscript(ReplyTranscript.context(.messages, joined: true))
        reply.receiveHead(200, "text/event-stream")
        reply.receive(StreamSamples.messageStart)
        reply.pass(.seconds(299))
        #expect(reply.head == nil)
        reply.pass(.seconds(1))
        #expect(reply.status == 504 && reply.isUpstreamAbandoned)
    }
}

@Suite struct ChatAssemblyTests {
    static let done = "data: [DONE]\n\n"

    /// Deltas of the only choice, and the message and finish reason that they make.
    static let deltas: [([String], String)] = [
        ([#"{"role":"assistant","content":""}"#, #"{"content":"a\n"}"#, #"{"content":"b"}"#], #"{"role":"assistant","content":"a\nb"}"#),
        ([#"{"content":"\ud83d"}"#, #"{"content":"\ude00"}"#], #"{"role":"assistant","content":"\ud83d\ude00"}"#),
        (
            [#"{"role":"assistant","content":null,"refusal":null}"#, #"{"refusal":"I "}"#, #"{"refusal":"won't"}"#],
            #"{"role":"assistant","content":null,"refusal":"I won't"}"#
        ),
        (
            [#"{"reasoning_content":"h"}"#, #"{"reasoning_content":"m"}"#, #"{"content":"x"}"#],
            #"{"role":"assistant","content":"x","reasoning_content":"hm"}"#
        ),
        (
            [
                #"{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}]}"#,
                #"{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":"}}]}"#,
                #"{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"g","arguments":"{}"}}]}"#,
                #"{"tool_calls":[{"index":0,"id":null,"function":{"name":null,"arguments":"1}"}}]}"#,
            ],
            #"{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},"#
                + #"{"id":"call_2","type":"function","function":{"name":"g","arguments":"{}"}}]}"#
        ),
        (
            [
                #"{"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","function":{"name":"f","arguments":"{}"},"extra_content":{"s":"x"}}]}"#
            ],
            #"{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},"#
                + #"{"id":"b","function":{"name":"f","arguments":"{}"},"extra_content":{"s":"x"}}]}"#
        ),
        (
            [#"{"function_call":{"name":"f","arguments":""}}"#, #"{"function_call":{"arguments":"{}"}}"#],
            #"{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}}"#
        ),
        (
            [#"{"content":"x","annotations":[{"n":1}]}"#, #"{"annotations":[{"n":2}],"new":{"a":1}}"#, #"{"new":{"b":2},"n":3}"#],
            #"{"role":"assistant","content":"x","annotations":[{"n":1},{"n":2}],"new":{"a":1,"b":2},"n":3}"#
        ),
    ]

    @Test(arguments: deltas)
    func `a choice's deltas make the message that they tell`(_ deltas: [String], _ message: String) {
        let text = deltas.map { StreamSamples.chunk($0) }.joined() + StreamSamples.chunk("{}", finish: #""stop""#) + Self.done
        for pieces in [[Array(text.utf8)], text.utf8.map { [$0] }] {
            let reply = ReplyTranscript.reply(ReplyTranscript.context(.chatCompletions, joined: true), 200, "text/event-stream", pieces)
            #expect(
                reply.text
                    == #"{"id":"chatcmpl-1","object":"chat.completion","created":5,"model":"gpt-4o","choices":[{"index":0,"message":\#(message),"#
                    + #""finish_reason":"stop"}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}"#
            )
            #expect(reply.status == 200 && reply.header("content-type") == "application/json")
        }
    }

    @Test func `a blank first chunk gives way, and the last figures count`() {
        let reply = ReplyTranscript.joined(.chatCompletions, StreamSamples.chat)
        #expect(
            reply.text
                == #"{"id":"chatcmpl-1","object":"chat.completion","created":5,"model":"gpt-4o","prompt_filter_results":[{"prompt_index":0}],"#
                + #""usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5},"#
                + #""choices":[{"index":0,"message":{"role":"assistant","content":"Hello \"error\": {"},"finish_reason":"stop"}]}"#
        )
    }

    @Test func `choices are put in order, with what stands beside their deltas`() {
        func chunk(_ choices: String) -> String {
            #"data: {"id":"c","object":"chat.completion.chunk","system_fingerprint":null,"service_tier":"default","choices":[\#(choices)]}"#
                + "\n\n"
        }
        let text =
            chunk(
                #"{"index":1,"delta":{"content":"b"},"finish_reason":null,"logprobs":{"content":[{"t":1}],"refusal":null},"content_filter_results":{}}"#
            )
            + chunk(
                #"{"index":0,"delta":{"content":"a"},"finish_reason":null,"logprobs":null,"content_filter_results":{"hate":{"filtered":false}}}"#
            )
            + chunk(#"{"index":1,"delta":{"content":"c"},"finish_reason":"length","logprobs":{"content":[{"t":2}],"refusal":null}}"#)
            + chunk(#"{"index":0,"delta":{},"finish_reason":"stop","content_filter_results":{"hate":{"severity":"safe"},"x":1}}"#)
            .replacing("null", with: #""fp""#)
            + "data: [DONE]\n\n"
        #expect(
            ReplyTranscript.joined(.chatCompletions, text).text
                == #"{"id":"c","object":"chat.completion","system_fingerprint":"fp","service_tier":"default","choices":["#
                + #"{"index":0,"message":{"role":"assistant","content":"a"},"logprobs":null,"finish_reason":"stop","#
                + #""content_filter_results":{"hate":{"filtered":false,"severity":"safe"},"x":1}},"#
                + #"{"index":1,"message":{"role":"assistant","content":"bc"},"logprobs":{"content":[{"t":1},{"t":2}],"refusal":null},"#
                + #""finish_reason":"length","content_filter_results":{}}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}"#
        )
    }

    @Test func `a stream without a choice is a 502`() {
        for text in [Self.done, #"data: {"choices":[]}"# + "\n\n" + Self.done, "data: {broken\n\n" + Self.done] {
            #expect(ReplyTranscript.joined(.chatCompletions, text).status == 502)
        }
    }
}
