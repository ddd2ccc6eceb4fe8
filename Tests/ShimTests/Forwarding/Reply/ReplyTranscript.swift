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

    mutating func receiveBreak(_ what: UpstreamBreak) { note(machine.receiveBreak(what, now: now)) }

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
        _ endpoint: Endpoint, streams: Bool = false, joined: Bool = false, change: (ReplyContext) -> Void = { _ in }
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
    static func stream(_ endpoint: Endpoint, _ pieces: [[UInt8]]) -> ReplyTranscript {
        reply(context(endpoint, streams: true), 200, "text/event-stream", pieces)
    }

    static func stream(_ endpoint: Endpoint, _ text: String) -> ReplyTranscript { stream(endpoint, [Array(text.utf8)]) }

    /// A stream that is joined for the client, whole.
    static func joined(_ endpoint: Endpoint, _ text: String) -> ReplyTranscript {
        reply(context(endpoint, joined: true), 200, "text/event-stream; charset=utf-8", [Array(text.utf8)])
    }

    /// A reply with a body of one piece.
    static func reply(_ endpoint: Endpoint, _ status: Int, _ type: String?, _ body: String) -> ReplyTranscript {
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
