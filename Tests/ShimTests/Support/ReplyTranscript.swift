import NIOCore
import NIOHTTP1

@testable import Shim

/// Plays an upstream's reply to a machine and writes down what the client gets.
struct ReplyTranscript {
    enum Ending: Equatable {
        case none, end, cut
    }

    var machine: ReplyMachine
    private(set) var head: ReplyHead?
    private(set) var headCount = 0
    private(set) var pieces: [String] = []
    private(set) var bytes: [UInt8] = []
    private(set) var ending = Ending.none
    private(set) var endingCount = 0
    private(set) var isUpstreamAbandoned = false
    private(set) var hasActionsAfterEnding = false
    var now = NIODeadline.uptimeNanoseconds(1_000_000_000)

    init(_ context: ReplyContext) {
        machine = ReplyMachine(context, now: now)
    }

    var status: Int? { head.map { Int($0.status.code) } }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    func header(_ name: String) -> String? { head?.headers.first(name: name) }

    // MARK: The upstream

    mutating func receiveHead(_ status: Int, _ type: String?, _ headers: [(String, String)] = []) {
        var all = HTTPHeaders(headers)
        if let type { all.add(name: "Content-Type", value: type) }
        let head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: all)
        note(machine.receiveHead(head, now: now))
    }

    mutating func receive(_ text: String) { receive(Array(text.utf8)) }

    mutating func receive(_ bytes: some Sequence<UInt8>) { note(machine.receiveBody(ByteBuffer(bytes: bytes), now: now)) }

    mutating func receiveEnd() { note(machine.receiveEnd(now: now)) }

    mutating func receiveBreak(_ what: UpstreamFailure) { note(machine.receiveBreak(what, now: now)) }

    /// Lets time pass, with a tick at each deadline on the way.
    mutating func pass(_ amount: TimeAmount) {
        let end = now + amount
        for _ in 0..<1_000 {
            guard let deadline = machine.nextDeadline, deadline <= end else { break }
            now = max(now, deadline)
            note(machine.tick(now: now))
        }
        now = end
    }

    private mutating func note(_ actions: [ReplyAction]) {
        for action in actions {
            if ending != .none, action != .abandonUpstream { hasActionsAfterEnding = true }
            switch action {
            case .head(let newHead):
                head = newHead
                headCount += 1
            case .body(let buffer):
                pieces.append(String(buffer: buffer))
                bytes.append(contentsOf: buffer.readableBytesView)
            case .end:
                ending = .end
                endingCount += 1
            case .cut:
                ending = .cut
                endingCount += 1
            case .abandonUpstream: isUpstreamAbandoned = true
            }
        }
    }
}

extension ReplyTranscript {
    /// A context as a server would make it.
    static func context(
        _ endpoint: APIEndpoint, streams: Bool = false, joined: Bool = false, change: (ReplyContext) -> Void = { _ in }
    ) -> ReplyContext {
        context(UpstreamRoute.endpoint(endpoint), streams: streams, joined: joined, change: change)
    }

    static func context(
        _ route: UpstreamRoute, streams: Bool = false, joined: Bool = false, change: (ReplyContext) -> Void = { _ in }
    ) -> ReplyContext {
        let context = ReplyContext(route: route, user: "alice", requestID: "req_ours")
        context.clientStreams = streams
        context.isJoined = joined
        context.nearestModels = { ["claudesonnet46", "claudeopus48"] }
        change(context)
        return context
    }

    /// A stream that the client asked for, whole.
    static func stream(_ endpoint: APIEndpoint, _ pieces: [[UInt8]]) -> ReplyTranscript {
        reply(context(endpoint, streams: true), 200, "text/event-stream", pieces)
    }

    static func stream(_ endpoint: APIEndpoint, _ text: String) -> ReplyTranscript { stream(endpoint, [Array(text.utf8)]) }

    /// A stream that is joined for the client, whole.
    static func joined(_ endpoint: APIEndpoint, _ text: String) -> ReplyTranscript {
        reply(context(endpoint, joined: true), 200, "text/event-stream; charset=utf-8", [Array(text.utf8)])
    }

    /// A reply with a body of one piece.
    static func reply(_ endpoint: APIEndpoint, _ status: Int, _ type: String?, _ body: String) -> ReplyTranscript {
        reply(context(endpoint), status, type, [Array(body.utf8)])
    }

    static func reply(_ context: ReplyContext, _ status: Int, _ type: String?, _ pieces: [[UInt8]]) -> ReplyTranscript {
        var transcript = ReplyTranscript(context)
        transcript.receiveHead(status, type)
        for piece in pieces { transcript.receive(piece) }
        transcript.receiveEnd()
        return transcript
    }

    /// The ways to cut a text that every stream is tried in: whole, byte by byte, and once at every index.
    static func cuts(of text: String) -> [[[UInt8]]] {
        let bytes = Array(text.utf8)
        return [[bytes], bytes.map { [$0] }] + bytes.indices.map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
    }
}

/// Streams as Argo sends them.
enum StreamSamples {
    static func event(_ name: String, _ data: String) -> String { "event: \(name)\ndata: \(data)\n\n" }

    static let messageStart = event(
        "message_start",
        #"{"type":"message_start","message":{"id":"msg_vrtx_1","type":"message","role":"assistant","model":"claude","content":[],"#
            + #""stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":1}}}"#
    )
    static let textStart = event(
        "content_block_start", #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#
    )
    static func textDelta(_ raw: String) -> String {
        event("content_block_delta", #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\#(raw)"}}"#)
    }
    static let blockStop = event("content_block_stop", #"{"type":"content_block_stop","index":0}"#)
    static let messageDelta = event(
        "message_delta",
        #"{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":7}}"#
    )
    static let messageStop = event("message_stop", #"{"type":"message_stop"}"#)

    static let messages =
        messageStart + textStart + event("ping", #"{"type": "ping"}"#) + textDelta("Hello") + textDelta(" w\\u00f6rld ✓") + blockStop
        + messageDelta + messageStop

    static func chunk(_ delta: String, finish: String = "null", more: String = "") -> String {
        #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":5,"model":"gpt-4o","choices":[{"index":0,"delta":"#
            + delta + #","finish_reason":\#(finish)}]\#(more)}"# + "\n\n"
    }

    static let chat =
        #"data: {"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[{"prompt_index":0}]}"# + "\n\n"
        + chunk(#"{"role":"assistant","content":""}"#) + chunk(#"{"content":"Hel"}"#) + chunk(#"{"content":"lo \"error\": {"}"#)
        + chunk("{}", finish: #""stop""#)
        + #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":5,"model":"gpt-4o","choices":[],"#
        + #""usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"# + "\n\n" + "data: [DONE]\n\n"

    static let unfinishedResponses =
        event("response.created", #"{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","usage":null}}"#)
        + event("response.in_progress", #"{"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_1"}}"#)
        + event(
            "response.output_item.added",
            #"{"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"msg_1","type":"message"}}"#
        )
        + event("response.output_text.delta", #"{"type":"response.output_text.delta","sequence_number":3,"delta":"Hi"}"#)

    static let responses =
        unfinishedResponses
        + event(
            "response.completed",
            #"{"type":"response.completed","sequence_number":4,"response":{"id":"resp_1","output":[{"type":"message"}],"#
                + #""usage":{"input_tokens":4,"output_tokens":1,"total_tokens":5}}}"#
        )

    static let noticeText =
        "AUTHENTICATION NOTICE FROM ARGO\\n\\nThe user mallory is not authorised.\\n\\nACCESS DENIED\\n\\nAsk for access."

    /// Argo's access notice as a Messages stream.
    static func notice(id: String = "msg_blocked_mallory_1758000000", text: String = noticeText, usage: String = "0") -> String {
        event(
            "message_start",
            #"{"type":"message_start","message":{"id":"\#(id)","type":"message","content":[],"usage":{"input_tokens":0,"output_tokens":0}}}"#
        ) + textStart + textDelta(text) + blockStop
            + event(
                "message_delta",
                #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":0,"output_tokens":\#(usage)}}"#
            ) + messageStop
    }

    static func chatNotice(_ text: String = noticeText) -> String {
        chunk(#"{"role":"assistant","content":""}"#) + chunk(#"{"content":"\#(text)"}"#) + chunk("{}", finish: #""stop""#)
            + "data: [DONE]\n\n"
    }

    static func responsesNotice(_ text: String = noticeText) -> String {
        event("response.created", #"{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","usage":null}}"#)
            + event("response.output_text.delta", #"{"type":"response.output_text.delta","sequence_number":1,"delta":"\#(text)"}"#)
            + event("response.completed", #"{"type":"response.completed","sequence_number":2,"response":{"id":"resp_1"}}"#)
    }
}

/// Random numbers that are the same in every run (SplitMix64).
struct ReplyRandomNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
