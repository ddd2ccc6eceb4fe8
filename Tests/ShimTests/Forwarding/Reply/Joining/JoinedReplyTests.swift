import NIOCore
import NIOHTTP1
import Testing

@testable import Shim

@Suite struct JoinedReplyTests {
    static let streams: [(Endpoint, String)] = [
        (.messages, StreamSamples.messages), (.chatCompletions, StreamSamples.chat), (.responses, StreamSamples.responses),
    ]

    @Test(arguments: streams)
    func `the answer is the same however the stream is cut, and is sent at the terminal event`(_ endpoint: Endpoint, _ text: String) {
        let whole = ReplyTranscript.joined(endpoint, text)
        #expect(whole.status == 200 && !whole.bytes.isEmpty)
        for pieces in ReplyTranscript.cuts(of: text) {
            let reply = ReplyTranscript.reply(ReplyTranscript.context(endpoint, joined: true), 200, "text/event-stream", pieces)
            #expect(reply.text == whole.text && reply.ending == .end && reply.headCount == 1)
        }
    }

    @Test(arguments: streams)
    func `a stream that breaks off or lacks its terminal event is a 502, never a 200`(_ endpoint: Endpoint, _ text: String) {
        let bytes = Array(text.utf8)
        for count in 0..<(bytes.count - 40) {
            for isBroken in [true, false] {
                var reply = ReplyTranscript(ReplyTranscript.context(endpoint, joined: true))
                reply.receiveHead(200, "text/event-stream")
                reply.receive(bytes.prefix(count))
                #expect(reply.head == nil)
                if isBroken { reply.receiveBreak(.reset) } else { reply.receiveEnd() }
                let hasFinish =
                    endpoint == .chatCompletions && String(decoding: bytes.prefix(count), as: UTF8.self).contains("\"stop\"}]}\n\n")
                #expect(reply.status == (hasFinish && !isBroken ? 200 : 502) && reply.ending == .end)
            }
        }
    }

    static let errors: [(Endpoint, String, Int)] = [
        (.messages, StreamSamples.event("error", #"{"type":"error","error":{"type":"overloaded_error","message":"x"}}"#), 529),
        (.messages, StreamSamples.event("error", #"{"type":"error","error":{"type":"api_error","message":"Quota exceeded"}}"#), 429),
        (.chatCompletions, "data: {\"error\":{\"message\":\"x\",\"type\":\"invalid_request_error\"}}\n\n", 400),
        (.responses, StreamSamples.event("response.failed", #"{"response":{"error":{"code":"rate_limit_exceeded","message":"x"}}}"#), 429),
    ]

    @Test(arguments: errors)
    func `an error event at any place gets its real status`(_ endpoint: Endpoint, _ error: String, _ status: Int) throws {
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
