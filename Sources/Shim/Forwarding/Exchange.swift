import LosslessJSON
import NIOCore
import NIOHTTP1

/// One forwarded request: gets a connection, sends the request, feeds the reply to the machine and the machine's wishes to the client.
final class Exchange: UpstreamConsumer {
    /// How soon a connection that the upstream had closed before shows it: the RST comes within a round trip.
    private static let staleTime = TimeAmount.seconds(1)

    private let eventLoop: any EventLoop
    private let upstream: Upstream
    private let client: any ReplySink
    private let context: ReplyContext
    private let timeout: TimeAmount
    private let deadline: NIODeadline
    /// What is being sent: once more where a pooled connection turns out to be stale.
    private var request: UpstreamRequest
    /// What is sent when that has been answered, the next one last: the other batches of an embeddings request.
    private var laterBodies: [EditedText]
    private var machine: ReplyMachine
    /// Set where there are batches: takes what their machines want done and makes one reply of it.
    private var joiner: EmbeddingJoiner?
    /// Set where the answer is kept.
    private var recording: ResponseRecording?
    private var connection: UpstreamHandler? { didSet { letGoOfPlace() } }
    private var hasRetried = false
    private var sentAt = NIODeadline.uptimeNanoseconds(0)
    private var isReplyStarted = false
    /// The client has its answer, or is gone.
    private var isOver = false { didSet { letGoOfPlace() } }
    /// Held as long as the upstream is at work for this request.
    var place: ConcurrencyPermit?
    /// Called with each head of the upstream's.
    var onHead: ((HTTPResponseStatus) -> Void)?
    /// Called where the upstream does not answer, or breaks off.
    var onFailure: ((UpstreamFailure) -> Void)?
    /// Called with the reason instead of an answer that says that the upstream cannot serve just now, before anything of it has been sent.
    var fallback: ((String) -> Void)?

    /// - Parameters:
    ///   - upstream: who is asked.
    ///   - request: as it goes upstream.
    ///   - laterBodies: what is sent in the same way afterwards, one after another; the replies are joined.
    ///   - timeout: how long the client waits for the head of its response.
    ///   - recording: keeps the answer; nil where nobody will come back to it.
    init(
        on eventLoop: any EventLoop, upstream: Upstream, client: any ReplySink, request: UpstreamRequest, laterBodies: [EditedText],
        context: ReplyContext, timeout: TimeAmount, recording: ResponseRecording? = nil
    ) {
        self.eventLoop = eventLoop
        self.upstream = upstream
        self.client = client
        self.request = request
        self.laterBodies = laterBodies.reversed()
        self.context = context
        self.timeout = timeout
        self.recording = recording
        let now = NIODeadline.now()
        machine = ReplyMachine(context, now: now)
        deadline = now + timeout
        if !laterBodies.isEmpty { joiner = EmbeddingJoiner(context, batchCount: laterBodies.count + 1) }
    }

    /// What the machine knows at the end, for the log.
    var facts: ReplyFacts { machine.facts }

    // MARK: Towards the upstream

    func start() {
        connect(isFresh: false)
    }

    private func connect(isFresh: Bool) {
        upstream.pool.acquire(isFresh: isFresh) { result in
            guard !self.isOver else {
                // The client went while we were connecting: the connection serves somebody else.
                if case .success(let connection) = result { connection.release() }
                return
            }
            switch result {
            case .success(let connection): self.send(on: connection)
            case .failure(let failure): self.fail(failure)
            }
        }
    }

    private func send(on connection: UpstreamHandler) {
        self.connection = connection
        sentAt = .now()
        isReplyStarted = false
        connection.send(request, to: self)
    }

    /// Nobody waits for the reply any more.
    func cancel() {
        isOver = true
        abandonUpstream()
    }

    private func abandonUpstream() {
        connection?.abort()
        connection = nil
    }

    private func letGoOfPlace() {
        if isOver, connection == nil { place = nil }
    }

    // MARK: From the upstream

    var canTakeMore: Bool { isOver || client.canTakeMore }

    func upstreamDidReceive(head: HTTPResponseHead) {
        isReplyStarted = true
        // A body is needed no longer: a reply that has begun is never asked for again.
        request.forgetBody()
        onHead?(head.status)
        perform(machine.receiveHead(head, now: .now()))
    }

    func upstreamDidReceive(body: ByteBuffer) {
        perform(machine.receiveBody(body, now: .now()))
    }

    func upstreamDidEnd() {
        connection = nil
        perform(machine.receiveEnd(now: .now()))
        guard !isOver, let body = laterBodies.popLast() else { return }
        request.replaceBody(by: body)
        machine = ReplyMachine(context, now: .now())
        connect(isFresh: false)
    }

    func upstreamDidPause() {
        if !isOver { client.flush() }
    }

    func upstreamDidFail(_ failure: UpstreamFailure) {
        // One that closes later has read the request and may have worked on it.
        let isStale = connection?.hasWaited == true && !isReplyStarted && .now() < sentAt + Self.staleTime
        connection = nil
        guard !isOver else { return }
        // A pooled connection that the upstream closed meanwhile: nothing of a reply was seen, so that once more does no harm.
        if isStale, !hasRetried, failure == .closed {
            hasRetried = true
            return connect(isFresh: true)
        }
        fail(failure)
    }

    private func fail(_ failure: UpstreamFailure) {
        onFailure?(failure)
        if isReplyStarted {
            perform(machine.receiveBreak(failure, now: .now()))
            if !isOver { client.flush() }
        } else {
            isOver = true
            if let fallback, failure.isBeforeRequest {
                self.fallback = nil
                return fallback("cannot be reached")
            }
            client.fail(failure.response(from: upstream))
        }
    }

    // MARK: Time and back-pressure

    /// The client takes nothing for now.
    func pause() {
        machine.pauseReading(now: .now())
    }

    /// The client can take more.
    func resume() {
        machine.resumeReading(now: .now())
        connection?.resumeReading()
    }

    /// When `tick` is due; nil for never.
    var nextDeadline: NIODeadline? {
        let waiting = machine.isHeadSent ? nil : deadline
        let reply = isReplyStarted ? machine.nextDeadline : nil
        return .earlier(waiting, reply)
    }

    func tick(now: NIODeadline) {
        if !machine.isHeadSent, now >= deadline {
            abandonUpstream()
            isReplyStarted = false
            fail(.timedOut(after: timeout))
        } else if isReplyStarted {
            perform(machine.tick(now: now))
            if !isOver { client.flush() }
        }
    }

    /// The client has all of its answer. An upstream that ends its own properly may serve again; the machine says how long that may take.
    private func drain() {
        guard connection != nil, let deadline = machine.nextDeadline else { return }
        eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.perform(self.machine.tick(now: .now())) }
    }

    // MARK: Actions

    private func perform(_ actions: [ReplyAction]) {
        for action in joiner?.receive(actions) ?? recording?.receive(actions) ?? actions {
            switch action {
            case .abandonUpstream: abandonUpstream()
            case _ where isOver: break
            case .head(let head) where fallback != nil && (head.status == .tooManyRequests || head.status.code >= 500):
                let fallback = fallback
                self.fallback = nil
                cancel()
                fallback?("answered \(head.status.code)")
            case .head(let head):
                fallback = nil
                client.send(head)
            case .body(let bytes): client.send(bytes)
            case .end:
                isOver = true
                drain()
                client.end(self)
            case .cut:
                cancel()
                client.cut(self)
            }
        }
    }
}

/// The client's side of an exchange. All calls come on the event loop.
protocol ReplySink: AnyObject {
    /// Whether the client's connection takes more without queueing.
    var canTakeMore: Bool { get }

    func send(_ head: ReplyHead)
    func send(_ body: ByteBuffer)
    func flush()
    /// The response is complete.
    func end(_ exchange: Exchange)
    /// The upstream failed before it sent anything: answer with this error.
    func fail(_ error: ErrorResponse)
    /// Close the connection so that the client sees that the response is not complete.
    func cut(_ exchange: Exchange)
}
