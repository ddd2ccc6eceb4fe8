import NIOCore
import Testing

@testable import Shim

@Suite struct EventStreamReplyTests {
    static let streams: [(APIEndpoint, String)] = [
        (.messages, StreamSamples.messages), (.chatCompletions, StreamSamples.chat), (.responses, StreamSamples.responses),
        (.messages, StreamSamples.messages.replacing("\n", with: "\r\n")),
        (.chatCompletions, StreamSamples.chat.replacing("\n", with: "\r")),
    ]

    @Test(arguments: streams)
    func `a stream passes unchanged however it is cut`(_ endpoint: APIEndpoint, _ text: String) {
        for pieces in ReplyTranscript.cuts(of: text) {
            let reply = ReplyTranscript.stream(endpoint, pieces)
            // Of a last CRLF that is cut in two, the second half comes behind the end.
            #expect(reply.text == text || reply.text + "\n" == text)
            #expect(reply.status == 200)
            #expect(reply.head?.length == nil)
            #expect(reply.ending == .end && reply.headCount == 1 && reply.endingCount == 1 && !reply.hasActionsAfterEnding)
        }
    }

    @Test func `each event leaves as soon as it is whole, and a chunk of several leaves as one`() {
        var reply = ReplyTranscript(ReplyTranscript.context(.messages, streams: true))
        reply.receiveHead(200, "text/event-stream")
        #expect(reply.head == nil)
        reply.receive(StreamSamples.messageStart)
        #expect(reply.pieces == [StreamSamples.messageStart])
        reply.receive(StreamSamples.textStart + StreamSamples.textDelta("a") + "event: content")
        #expect(reply.pieces.last == StreamSamples.textStart + StreamSamples.textDelta("a"))
        #expect(reply.pieces.count == 2)
    }

    @Test(arguments: [
        (APIEndpoint.messages, StreamSamples.messages), (.chatCompletions, StreamSamples.chat), (.responses, StreamSamples.responses),
    ])
    func `what follows the terminal event is dropped, and the client does not wait for the upstream's end`(
        _ endpoint: APIEndpoint, _ text: String
    ) {
        var reply = ReplyTranscript(ReplyTranscript.context(endpoint, streams: true))
        reply.receiveHead(200, "text/event-stream")
        reply.receive(text + "data: more\n\n")
        #expect(reply.ending == .end)
        reply.receive(text)
        #expect(reply.text == text)
        #expect(!reply.isUpstreamAbandoned)
        reply.receiveEnd()
        #expect(reply.endingCount == 1 && !reply.isUpstreamAbandoned && reply.machine.nextDeadline == nil)
    }

    @Test(arguments: streams.prefix(3))
    func `a stream that lacks its terminal event is never ended cleanly`(_ endpoint: APIEndpoint, _ text: String) {
        let bytes = Array(text.utf8)
        for count in 0..<(bytes.count - 40) {
            for isBreak in [true, false] {
                var reply = ReplyTranscript(ReplyTranscript.context(endpoint, streams: true))
                reply.receiveHead(200, "text/event-stream")
                reply.receive(bytes.prefix(count))
                if isBreak { reply.receiveBreak(.closed) } else { reply.receiveEnd() }
                let hasFinish = endpoint == .chatCompletions && String(decoding: bytes.prefix(count), as: UTF8.self).contains("\"stop\"")
                if hasFinish, !isBreak { continue }
                #expect(reply.status == 502 ? reply.ending == .end : reply.ending == .cut)
                #expect(reply.headCount == 1 && reply.endingCount == 1)
            }
        }
    }

    @Test func `a chat stream that ends after its finish reason gets the marker that it lacks`() {
        let text = String(StreamSamples.chat.dropLast("data: [DONE]\n\n".count))
        let reply = ReplyTranscript.stream(.chatCompletions, text)
        #expect(reply.text == StreamSamples.chat)
        #expect(reply.ending == .end)
    }

    @Test(arguments: ["data: [DONE]", "data: [DONE]\n"])
    func `a terminal event without its empty line counts and is completed`(_ last: String) {
        let text = String(StreamSamples.chat.dropLast("data: [DONE]\n\n".count))
        let reply = ReplyTranscript.stream(.chatCompletions, text + last)
        #expect(reply.text.hasPrefix(text + "data: [DONE]\n") && reply.text.hasSuffix("\n\n"))
        #expect(reply.ending == .end)
    }

    @Test(arguments: [
        (
            APIEndpoint.messages, StreamSamples.messageStart,
            StreamSamples.event("error", #"{"type":"error","error":{"type":"overloaded_error","message":"x"}}"#)
        ),
        (.chatCompletions, StreamSamples.chunk(#"{"content":"x"}"#), "data: {\"error\":{\"message\":\"x\"}}\n\n"),
        (
            .responses, StreamSamples.event("response.output_text.delta", #"{"type":"response.output_text.delta","delta":"x"}"#),
            StreamSamples.event("response.failed", #"{"type":"response.failed","response":{"error":{"message":"x"}}}"#)
        ),
    ])
    func `an error event behind the head passes as it is and ends the stream`(_ endpoint: APIEndpoint, _ first: String, _ error: String) {
        for pieces in ReplyTranscript.cuts(of: first + error + "data: more\n\n") {
            let reply = ReplyTranscript.stream(endpoint, pieces)
            #expect(reply.status == 200 && reply.text == first + error && reply.ending == .end)
        }
    }

    @Test func `an event above the limit passes and the stream goes on behind it`() {
        let context = ReplyTranscript.context(.messages, streams: true)
        context.limits.eventBytes = 300
        let long = StreamSamples.textDelta(String(repeating: "x", count: 2_000))
        let text = StreamSamples.messageStart + long + StreamSamples.messageDelta + StreamSamples.messageStop
        for pieces in ReplyTranscript.cuts(of: text) {
            let reply = ReplyTranscript.reply(context, 200, "text/event-stream", pieces)
            #expect(reply.text == text && reply.ending == .end)
        }
    }

    @Test func `no ping stands in the middle of an overlong event, and an idle upstream cuts it`() {
        let context = ReplyTranscript.context(.messages, streams: true)
        context.limits.eventBytes = 300
        var reply = ReplyTranscript(context)
        reply.receiveHead(200, "text/event-stream")
        let beginning = StreamSamples.messageStart + "data: " + String(repeating: "x", count: 2_000)
        reply.receive(beginning)
        reply.pass(.seconds(299))
        #expect(reply.text == beginning && reply.ending == .none)
        reply.pass(.seconds(2))
        #expect(reply.text == beginning && reply.ending == .cut && reply.isUpstreamAbandoned)
    }
}
