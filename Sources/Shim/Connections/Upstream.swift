import LosslessJSON
import NIOCore
import NIOHTTP1

/// A service that requests are forwarded to, with the connections to it. Lives on the event loop.
final class Upstream {
    /// What people call it.
    let service: UpstreamService
    /// Its name for the Host header, and for errors about the connection.
    let host: String
    let pool: ConnectionPool

    init(_ service: UpstreamService, host: String, pool: ConnectionPool) {
        self.service = service
        self.host = host
        self.pool = pool
    }
}

/// What answers say of the service that they come from.
struct UpstreamService: Equatable, Sendable {
    /// What people call it: "Argo".
    let name: String
    /// What to do where its certificate does not verify, a whole sentence.
    let trustAdvice: String
    /// What to do where it refuses who asks, a whole sentence; nil where its own words must do.
    var keyAdvice: String?
    /// Whether its answers can have Argo's peculiarities.
    let isArgo: Bool

    static let argo = UpstreamService(
        name: "Argo",
        trustAdvice: "Argo does not send its intermediate certificate; add it with --ca-file FILE, or pin its key with --pin-spki.",
        isArgo: true)
}

/// One request of the shim's own to the upstream, whose whole reply is wanted.
final class UpstreamFetch: UpstreamConsumer {
    /// Argo's list of models has some 10 KB.
    static let largestReply = 4 * 1024 * 1024

    struct Reply: Sendable {
        let status: Int
        let body: [UInt8]
    }

    private let upstream: Upstream
    private let request: UpstreamRequest
    private let promise: EventLoopPromise<Reply>
    private var connection: UpstreamHandler?
    private var hasRetried = false
    private var status: Int?
    private var body: [UInt8] = []
    private var isOver = false

    private init(_ request: UpstreamRequest, to upstream: Upstream) {
        self.upstream = upstream
        self.request = request
        promise = upstream.pool.eventLoop.makePromise(of: Reply.self)
    }

    /// Sends a request on a pooled connection.
    ///
    /// - Parameter timeout: for everything, from asking for a connection to the reply's last byte.
    /// - Returns: the reply, whatever its status; fails with `UpstreamFailure`.
    static func send(_ request: UpstreamRequest, to upstream: Upstream, timeout: TimeAmount) -> EventLoopFuture<Reply> {
        let fetch = UpstreamFetch(request, to: upstream)
        let timer = upstream.pool.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
            fetch.connection?.abort()
            fetch.finish(.failure(UpstreamFailure.timedOut(after: timeout)))
        }
        fetch.promise.futureResult.assumeIsolated().whenComplete { _ in timer.cancel() }
        fetch.start(isFresh: false)
        return fetch.promise.futureResult
    }

    private func start(isFresh: Bool) {
        upstream.pool.acquire(isFresh: isFresh) { result in
            switch result {
            case .success(let connection) where self.isOver: connection.release()
            case .success(let connection):
                self.connection = connection
                connection.send(self.request, to: self)
            case .failure(let failure): self.finish(.failure(failure))
            }
        }
    }

    private func finish(_ result: Result<Reply, any Error>) {
        guard !isOver else { return }
        isOver = true
        promise.completeWith(result)
    }

    var canTakeMore: Bool { true }

    func upstreamDidReceive(head: HTTPResponseHead) {
        status = Int(head.status.code)
    }

    func upstreamDidReceive(body bytes: ByteBuffer) {
        guard body.count + bytes.readableBytes <= Self.largestReply else {
            connection?.abort()
            return finish(.failure(UpstreamFailure.invalidReply("more than \(Self.largestReply) bytes")))
        }
        body.append(contentsOf: bytes.readableBytesView)
    }

    func upstreamDidEnd() {
        finish(.success(Reply(status: status ?? 0, body: body)))
    }

    func upstreamDidPause() {}

    func upstreamDidFail(_ failure: UpstreamFailure) {
        // The upstream may have closed a pooled connection meanwhile.
        if connection?.hasWaited == true, status == nil, !hasRetried, !isOver {
            hasRetried = true
            return start(isFresh: true)
        }
        finish(.failure(failure))
    }
}
