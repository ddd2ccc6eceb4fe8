import NIOCore
import Testing

@testable import Shim

@Suite struct StreamTimingTests {
    private func started(_ endpoint: APIEndpoint, _ text: String) -> ReplyTranscript {
        var reply = ReplyTranscript(ReplyTranscript.context(endpoint, streams: true))
        reply.receiveHead(200, "text/event-stream")
        reply.receive(text)
        return reply
    }

    static let pings: [(APIEndpoint, String, String)] = [
        (.messages, StreamSamples.messageStart, "event: ping\ndata: {\"type\": \"ping\"}\n\n"),
        (.chatCompletions, StreamSamples.chunk(#"{"content":"x"}"#), ": ping\n\n"),
        (.responses, StreamSamples.unfinishedResponses, ": ping\n\n"),
    ]

    @Test(arguments: pings)
    func `a silence of 15 s is broken by a ping of the dialect`(_ endpoint: APIEndpoint, _ text: String, _ ping: String) {
        var reply = started(endpoint, text)
        reply.pass(.milliseconds(14_999))
        #expect(reply.text == text)
        reply.pass(.milliseconds(1))
        #expect(reply.text == text + ping)
        reply.pass(.seconds(30))
        #expect(reply.text == text + ping + ping + ping)
        #expect(reply.ending == .none)
    }

    @Test func `a half event is not sent, so that a ping stands between events`() {
        var reply = started(.messages, StreamSamples.messageStart + StreamSamples.textStart.prefix(20))
        reply.pass(.seconds(15))
        reply.receive(String(StreamSamples.textStart.dropFirst(20)))
        #expect(reply.text == StreamSamples.messageStart + "event: ping\ndata: {\"type\": \"ping\"}\n\n" + StreamSamples.textStart)
    }

    @Test func `a ping before the first event commits the head`() {
        var reply = started(.messages, ": held\n\n")
        reply.pass(.seconds(15))
        #expect(reply.status == 200 && reply.text == ": held\n\nevent: ping\ndata: {\"type\": \"ping\"}\n\n")
        let error = StreamSamples.event("error", #"{"type":"error","error":{"type":"api_error","message":"x"}}"#)
        reply.receive(error)
        #expect(reply.text.hasSuffix(error) && reply.ending == .end)
    }

    @Test func `a held notice is not committed by a ping`() {
        var reply = started(.messages, String(StreamSamples.notice().dropLast(StreamSamples.messageStop.count)))
        reply.pass(.seconds(15))
        #expect(reply.status == 403)
    }

    @Test func `there is no ping before the upstream's head, only the idle limit`() {
        var reply = ReplyTranscript(ReplyTranscript.context(.messages, streams: true))
        reply.pass(.seconds(299))
        #expect(reply.head == nil)
        reply.pass(.seconds(1))
        #expect(reply.status == 504 && reply.text.contains("argo-shim: ") && reply.isUpstreamAbandoned && reply.ending == .end)
    }

    static let idleErrors: [(APIEndpoint, String, String)] = [
        (.messages, StreamSamples.messageStart, #""type":"overloaded_error""#),
        (.chatCompletions, StreamSamples.chunk(#"{"content":"x"}"#), #"data: {"error":{"message":"argo-shim: "#),
        (.responses, StreamSamples.unfinishedResponses, #""sequence_number":4}"#),
    ]

    @Test(arguments: idleErrors)
    func `an idle upstream ends the stream with an error event`(_ endpoint: APIEndpoint, _ text: String, _ error: String) {
        var reply = started(endpoint, text)
        reply.pass(.seconds(300))
        #expect(reply.ending == .end && reply.isUpstreamAbandoned && reply.pieces.last?.contains(error) == true)
        #expect(reply.machine.nextDeadline == nil && !reply.hasActionsAfterEnding)
    }

    @Test func `bytes from the upstream move the idle limit, pings do not`() {
        var reply = started(.messages, StreamSamples.messageStart)
        reply.pass(.seconds(200))
        reply.receive(StreamSamples.textStart)
        reply.pass(.seconds(299))
        #expect(reply.ending == .none)
        reply.pass(.seconds(1))
        #expect(reply.ending == .end)
    }

    @Test func `while the client takes nothing the upstream is not blamed for silence`() {
        var reply = started(.messages, StreamSamples.messageStart)
        reply.machine.pauseReading(now: reply.now)
        reply.pass(.seconds(1_000))
        #expect(reply.text == StreamSamples.messageStart && reply.machine.nextDeadline == nil)
        reply.machine.resumeReading(now: reply.now)
        reply.pass(.seconds(14))
        #expect(reply.text == StreamSamples.messageStart)
        reply.pass(.seconds(1))
        #expect(reply.text != StreamSamples.messageStart && reply.ending == .none)
    }

    @Test func `an upstream that does not end behind the terminal event is abandoned, by time or by bytes`() {
        var slow = started(.messages, StreamSamples.messages)
        slow.pass(.seconds(4))
        #expect(slow.ending == .end && !slow.isUpstreamAbandoned)
        slow.pass(.seconds(1))
        #expect(slow.isUpstreamAbandoned && slow.machine.nextDeadline == nil)
        var chatty = started(.messages, StreamSamples.messages)
        chatty.receive(String(repeating: "x", count: 70_000))
        #expect(chatty.isUpstreamAbandoned && chatty.text == StreamSamples.messages)
    }
}
