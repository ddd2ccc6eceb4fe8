import NIOCore
import NIOHTTP1

/// The client's side of a reply: the actions gathered in one call, and what was sent so far.
struct ReplyOutput {
    private var actions: [ReplyAction] = []
    private(set) var isHeadSent = false
    /// Whether the client's response is over, by an end or by a cut.
    private(set) var isFinished = false
    private(set) var isUpstreamAbandoned = false
    /// When the client was last sent something; the time of the upstream's head before that.
    var lastSent: NIODeadline
    /// The time of the call that is being worked on.
    var now: NIODeadline
    var facts = ReplyFacts()

    init(now: NIODeadline) {
        lastSent = now
        self.now = now
    }

    mutating func head(_ status: HTTPResponseStatus, _ headers: HTTPHeaders, length: Int?) {
        guard !isHeadSent, !isFinished else { return }
        isHeadSent = true
        facts.status = Int(status.code)
        lastSent = now
        actions.append(.head(ReplyHead(status: status, headers: headers, length: length)))
    }

    mutating func body(_ bytes: ByteBuffer?) {
        guard let bytes, bytes.readableBytes > 0, isHeadSent, !isFinished else { return }
        facts.byteCount += bytes.readableBytes
        lastSent = now
        actions.append(.body(bytes))
    }

    mutating func end() {
        guard !isFinished else { return }
        isFinished = true
        lastSent = now
        actions.append(.end)
    }

    mutating func cut() {
        guard !isFinished else { return }
        isFinished = true
        actions.append(.cut)
    }

    mutating func abandonUpstream() {
        guard !isUpstreamAbandoned else { return }
        isUpstreamAbandoned = true
        actions.append(.abandonUpstream)
    }

    /// Sends a response whose whole body is known.
    mutating func whole(_ status: HTTPResponseStatus, _ headers: HTTPHeaders, _ bytes: ByteBuffer) {
        actions.reserveCapacity(3)
        head(status, headers, length: bytes.readableBytes)
        body(bytes)
        end()
    }

    mutating func takeActions() -> [ReplyAction] {
        guard !actions.isEmpty else { return [] }
        defer { actions = [] }
        return actions
    }
}

/// What the reply machine asks the connection handler to do next, in order.
enum ReplyAction: Equatable {
    /// Send the response head. It is asked for exactly once in a reply, before any body.
    case head(ReplyHead)
    case body(ByteBuffer)
    case end
    /// Close the client's connection without completing the response: what the upstream sent is broken, and must look broken.
    case cut
    /// Nothing more is wanted from the upstream: close its connection instead of reading on.
    case abandonUpstream
}

/// The head of a response to a client.
struct ReplyHead: Equatable {
    var status: HTTPResponseStatus
    /// End-to-end headers, without framing.
    var headers: HTTPHeaders
    /// The body's length in bytes; nil when it is streamed and not known.
    var length: Int?
}

/// What a reply was, for the log and for those who act on it.
struct ReplyFacts: Equatable, Sendable {
    /// The upstream's own status; nil when it gave none.
    var upstreamStatus: Int?
    /// The status that the client was sent; nil before its head.
    var status: Int?
    /// Body bytes that the client was sent.
    var byteCount = 0
    /// Whether Argo said that the model does not exist, so that the model list may be out of date.
    var saysInvalidModel = false
    /// Whether Argo's answer was its access notice.
    var isAccessDenied = false
    /// Input tokens as the upstream counted them, where the reply was looked at; without cached ones in the Messages dialect.
    var inputTokens: Int?
    /// Output tokens as the upstream counted them, where the reply was looked at.
    var outputTokens: Int?
    /// What the client's dialect could not be told of the answer.
    var notes: [String] = []
}
