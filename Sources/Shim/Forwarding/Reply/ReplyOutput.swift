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
