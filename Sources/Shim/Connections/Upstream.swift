import NIOCore
import NIOHTTP1

/// A service that requests are forwarded to, with the connections to it. Lives on the event loop.
final class Upstream {
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

/// One request of the shim's own on a connection of a pool, and its reply: whole, or piece by piece as it comes. Lives on the event loop.
final class UpstreamFetch: UpstreamConsumer {
    /// Argo's list of models has some 10 KB.
    static let largestReply = 4 * 1024 * 1024
    /// What waits for a reader before the connection is no longer read.
    private static let mostHeld = 64 * 1024

    struct Reply: Sendable {
        let status: Int
        let body: [UInt8]
    }

    private let pool: ConnectionPool
    private let request: UpstreamRequest
    private let sizeLimit: Int
    private let begun: EventLoopPromise<HTTPResponseHead>
    private let ended: EventLoopPromise<Void>
    private var timer: Scheduled<Void>?
    private var connection: UpstreamHandler?
    private var hasRetried = false
    private var status: Int?
    /// Bytes of the body that have come.
    private var count = 0
    /// Those of them that nobody has taken.
    private var held = ByteBuffer()
    private var isWantedWhole = false
    /// Who waits for the next piece.
    private var reader: EventLoopPromise<ByteBuffer?>?
    private var result: Result<Void, HTTPClientError>?

    /// Sends a request on a connection of the pool.
    ///
    /// - Parameters:
    ///   - timeLimit: for everything, from asking for a connection to the reply's last byte; nil for as long as it takes.
    ///   - sizeLimit: the longest body that is taken, in bytes.
    init(_ request: UpstreamRequest, on pool: ConnectionPool, timeLimit: TimeAmount?, sizeLimit: Int) {
        self.pool = pool
        self.request = request
        self.sizeLimit = sizeLimit
        begun = pool.eventLoop.makePromise()
        ended = pool.eventLoop.makePromise()
        if let timeLimit {
            timer = pool.eventLoop.assumeIsolated().scheduleTask(in: timeLimit) {
                self.giveUp(HTTPClientError(.timedOut(after: timeLimit)))
            }
        }
        start(isFresh: false)
    }

    /// Sends a request whose whole reply is wanted.
    ///
    /// - Parameter timeout: for everything, from asking for a connection to the reply's last byte.
    /// - Returns: the reply, whatever its status; fails with `UpstreamFailure`.
    static func send(_ request: UpstreamRequest, to upstream: Upstream, timeout: TimeAmount) -> EventLoopFuture<Reply> {
        UpstreamFetch(request, on: upstream.pool, timeLimit: timeout, sizeLimit: largestReply).whole()
            .flatMapErrorThrowing { error in throw (error as? HTTPClientError)?.failure ?? error }
    }

    // MARK: What is asked for

    /// The head of the reply; fails with `HTTPClientError`, as all of these do.
    var head: EventLoopFuture<HTTPResponseHead> { begun.futureResult }

    /// The reply with all of its body that has not been taken.
    func whole() -> EventLoopFuture<Reply> {
        isWantedWhole = true
        connection?.resumeReading()
        return ended.futureResult.assumeIsolated()
            .map { Reply(status: self.status ?? 0, body: Array(self.held.readableBytesView)) }.nonisolated()
    }

    /// The next piece of the body; nil at its end.
    func next() -> EventLoopFuture<ByteBuffer?> {
        let promise = pool.eventLoop.makePromise(of: ByteBuffer?.self)
        reader = promise
        deliver()
        connection?.resumeReading()
        return promise.futureResult
    }

    /// Ends the request where it is, and closes the pool's connections with it.
    func close() {
        giveUp(HTTPClientError(.closed))
        pool.close()
    }

    private func start(isFresh: Bool) {
        pool.acquire(isFresh: isFresh) { result in
            switch result {
            case .success(let connection) where self.result != nil: connection.release()
            case .success(let connection):
                self.connection = connection
                connection.send(self.request, to: self)
            case .failure(let failure): self.finish(.failure(HTTPClientError(failure)))
            }
        }
    }

    private func giveUp(_ error: HTTPClientError) {
        guard result == nil else { return }
        connection?.abort()
        finish(.failure(error))
    }

    private func finish(_ result: Result<Void, HTTPClientError>) {
        guard self.result == nil else { return }
        self.result = result
        connection = nil
        timer?.cancel()
        if case .failure(let error) = result, status == nil { begun.fail(error) }
        ended.completeWith(result.mapError { $0 })
        deliver()
    }

    /// Gives the reader what is there, if anything is.
    private func deliver() {
        guard let reader else { return }
        if held.readableBytes > 0 {
            reader.succeed(held)
            held = ByteBuffer()
        } else if let result {
            reader.completeWith(result.map { nil }.mapError { $0 })
        } else {
            return
        }
        self.reader = nil
    }

    // MARK: From the upstream

    var canTakeMore: Bool { isWantedWhole || held.readableBytes < Self.mostHeld }

    func upstreamDidReceive(head: HTTPResponseHead) {
        status = Int(head.status.code)
        begun.succeed(head)
    }

    func upstreamDidReceive(body bytes: ByteBuffer) {
        count += bytes.readableBytes
        guard count <= sizeLimit else { return giveUp(HTTPClientError(moreThan: sizeLimit)) }
        held.writeImmutableBuffer(bytes)
        deliver()
    }

    func upstreamDidEnd() {
        finish(.success(()))
    }

    func upstreamDidPause() {}

    func upstreamDidFail(_ failure: UpstreamFailure) {
        // The upstream may have closed a pooled connection meanwhile.
        if connection?.hasWaited == true, status == nil, !hasRetried, result == nil {
            hasRetried = true
            return start(isFresh: true)
        }
        finish(.failure(HTTPClientError(failure)))
    }
}
