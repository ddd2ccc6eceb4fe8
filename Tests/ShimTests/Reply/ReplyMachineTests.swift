import NIOCore
import NIOHTTP1
import Testing

@testable import Shim

@Suite struct ReplyMachineTests {
    @Test func `end-to-end headers are kept in their order, the others are not`() {
        var reply = ReplyTranscript(ReplyTranscript.context(.messages, streams: true) { $0.notes = ["model mapped", "line\r\nbreak: ü"] })
        reply.receiveHead(
            200, "text/event-stream",
            [
                ("Connection", "keep-alive, X-Private"), ("Keep-Alive", "5"), ("x-private", "1"), ("Transfer-Encoding", "chunked"),
                ("TE", "x"),
                ("Trailer", "x"), ("Upgrade", "x"), ("Proxy-Authenticate", "x"), ("Set-Cookie", "a=b"), ("X-A", "1"), ("x-b", "2"),
                ("X-A", "3"),
                ("request-id", "req_up"),
            ]
        )
        reply.receive(StreamSamples.messages)
        let names = reply.head?.headers.map { "\($0.name): \($0.value)" }
        #expect(
            names == [
                "X-A: 1", "x-b: 2", "X-A: 3", "request-id: req_up", "Content-Type: text/event-stream", "x-argo-shim-note: model mapped",
                "x-argo-shim-note: line  break: ?",
            ]
        )
    }

    @Test func `notes are bounded`() {
        let context = ReplyTranscript.context(.messages) { $0.notes = Array(repeating: String(repeating: "x", count: 5_000), count: 50) }
        let headers = context.headers(from: HTTPHeaders())
        #expect(headers["x-argo-shim-note"].count == 8 && headers["x-argo-shim-note"].allSatisfy { $0.utf8.count == 300 })
    }

    @Test(arguments: [(APIEndpoint.messages, "request-id", "x-request-id"), (.chatCompletions, "x-request-id", "request-id")])
    func `a reply without a request id gets one under the dialect's name`(_ endpoint: APIEndpoint, _ name: String, _ other: String) {
        let context = ReplyTranscript.context(endpoint)
        #expect(context.headers(from: HTTPHeaders())[name] == ["req_ours"])
        #expect(context.headers(from: [name: "up"])[name] == ["up"])
        #expect(context.headers(from: [other: "up"])[name] == ["up"])
    }

    static let raw: [(APIEndpoint, Bool, Int, String?, [(String, String)])] = [
        (.legacyStreamChat, true, 200, "text/plain", []),
        (.messages, false, 200, "application/json", [("content-encoding", "gzip")]),
        (.messages, false, 500, "application/json", [("content-encoding", "br")]),
        (.messages, true, 200, "text/event-stream", [("content-encoding", "gzip")]),
        (.messages, false, 200, "text/event-stream", []),
        (.messages, false, 301, nil, [("location", "/x")]),
        (.messages, false, 200, nil, []),
    ]

    @Test(arguments: raw)
    func `what is not ours to judge passes as it comes`(_ sample: (APIEndpoint, Bool, Int, String?, [(String, String)])) {
        for isBroken in [false, true] {
            var reply = ReplyTranscript(ReplyTranscript.context(sample.0, streams: sample.1))
            reply.receiveHead(sample.2, sample.3, sample.4 + [("content-length", "4")])
            #expect(reply.status == sample.2 && reply.head?.length == 4)
            reply.receive("\u{1}a")
            reply.receive("bc")
            #expect(reply.pieces == ["\u{1}a", "bc"])
            if isBroken { reply.receiveBreak(.closed) } else { reply.receiveEnd() }
            #expect(reply.ending == (isBroken ? .cut : .end) && reply.text == "\u{1}abc")
        }
    }

    @Test func `a reply to HEAD and one without a body are passed on at once`() {
        var head = ReplyTranscript(ReplyTranscript.context(.messages) { $0.isHead = true })
        head.receiveHead(404, "application/json", [("content-length", "22")])
        head.receiveEnd()
        #expect(head.status == 404 && head.head?.length == 22 && head.bytes.isEmpty && head.ending == .end)
        var empty = ReplyTranscript(ReplyTranscript.context(.messages))
        empty.receiveHead(204, nil)
        empty.receiveEnd()
        #expect(empty.status == 204 && empty.ending == .end)
    }

    @Test func `a silent raw reply is cut`() {
        var reply = ReplyTranscript(ReplyTranscript.context(.legacyStreamChat))
        reply.receiveHead(200, "text/plain")
        reply.receive("a")
        reply.pass(.seconds(300))
        #expect(reply.ending == .cut && reply.isUpstreamAbandoned && reply.text == "a")
    }

    @Test(arguments: [(UpstreamFailure.closed, 502), (.handshake(""), 502), (.timedOut(after: .zero), 504), (.invalidReply(""), 502)])
    func `an upstream that breaks before its head is a real error`(_ what: UpstreamFailure, _ status: Int) {
        for endpoint in APIEndpoint.allCases {
            var reply = ReplyTranscript(ReplyTranscript.context(endpoint))
            reply.receiveBreak(what)
            #expect(reply.status == status && reply.ending == .end && reply.text.contains("argo-shim: the connection to Argo"))
            #expect(reply.machine.isFinished && reply.machine.facts.status == status && reply.machine.facts.upstreamStatus == nil)
        }
    }

    @Test func `facts tell what was sent`() {
        let reply = ReplyTranscript.reply(.chatCompletions, 200, "application/json", DocumentReplyTests.completion)
        let facts = reply.machine.facts
        #expect(facts.upstreamStatus == 200 && facts.status == 200 && facts.byteCount == DocumentReplyTests.completion.utf8.count)
        #expect(facts.inputTokens == 3 && facts.outputTokens == 1 && !facts.saysInvalidModel && !facts.isAccessDenied)
    }

    @Test func `70,000 random replies end exactly once and never trap`() {
        var random = ReplyRandomNumbers(seed: 2)
        let types = ["text/event-stream", "application/json", "text/html", "text/plain"]
        let words = [
            "data: ", "event: message_start\n", "event: content_block_delta\n", "event: message_delta\n", "event: message_stop\n",
            "event: error\n", "\n\n",
            "\n", "\r\n", "[DONE]", #"{"type":"message_start","message":{"id":"msg_blocked_x","usage":null}}"#, #"{"index":-1,"delta":{}}"#,
            #"{"type":"content_block_delta","index":9223372036854775807,"delta":{"type":"text_delta","text":"\ud83d"}}"#,
            #"{"type":"content_block_start","content_block":{"type":"tool_use","input":[]}}"#,
            #"{"choices":[{"index":1e3,"delta":{"tool_calls":[{}]}}]}"#,
            #"{"choices":[{"delta":{"content":"x","tool_calls":[1,{"index":2,"function":{"name":"f","arguments":"{"}}]},"finish_reason":"stop"}]}"#,
            #"{"choices":3,"usage":{},"error":null}"#, #"{"error":{"message":"Error code: 400 - {'a': ["}}"#,
            #"{"response":{"error":{},"usage":{}}}"#, "{", "}",
            #"{"type":"message_delta","delta":{"stop_reason":null,"x":{"y":1}},"usage":{"input_tokens":null}}"#,
            #"{"data":[{"index":7}],"usage":7}"#,
        ]
        for round in 0..<70_000 {
            let context = ReplyTranscript.context(APIEndpoint.allCases.randomElement(using: &random) ?? .messages)
            context.clientStreams = Bool.random(using: &random)
            context.isJoined = round % 3 == 0
            context.limits.eventBytes = round % 7 == 0 ? 40 : 10_000
            context.limits.documentBytes = round % 11 == 0 ? 100 : 100_000
            var reply = ReplyTranscript(context)
            if round % 50 != 0 { reply.receiveHead(round % 6 == 0 ? 500 : 200, types.randomElement(using: &random)) }
            for _ in 0..<Int.random(in: 0...10, using: &random) {
                switch Int.random(in: 0...9, using: &random) {
                case 0: reply.receive((0..<20).map { _ in UInt8.random(in: 0...255, using: &random) })
                case 1: reply.pass(.seconds(Int64.random(in: 1...20, using: &random)))
                default: reply.receive(words.randomElement(using: &random) ?? "")
                }
            }
            if round % 4 == 0 { reply.receiveBreak(.closed) } else { reply.receiveEnd() }
            #expect(reply.endingCount == 1 && !reply.hasActionsAfterEnding)
            #expect(reply.headCount == 1 || (reply.headCount == 0 && reply.ending == .cut))
        }
    }
}
