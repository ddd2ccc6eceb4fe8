import LosslessJSON
package import NIOCore
package import NIOHTTP1
import NIOPosix
import NIOSSL

/// Asks a service that is dialled for one request and left after it. Requests on pooled connections are `UpstreamFetch`'s.
package struct HTTPClient: Sendable {
    private let connector: DirectConnector
    /// Nil speaks plain HTTP.
    var tls: UpstreamTLS?
    /// The one that is made of `tls`; nil makes it for each request.
    var tlsContext: NIOSSLContext?
    /// How long TLS may take to come to an agreement.
    var handshakeTime = TimeAmount.seconds(10)
    var eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.any()

    /// Speaks plain HTTP.
    package init(_ connector: DirectConnector) {
        self.connector = connector
    }

    /// Sends a request. The connection is closed when `use` returns, also where it has not read all of the reply.
    ///
    /// - Parameters:
    ///   - headers: all but the framing.
    ///   - timeLimit: for everything, from the dial to the reply's last byte; nil for as long as it takes.
    ///   - sizeLimit: the longest body that is taken, in bytes.
    ///   - use: called when the head of the reply is there.
    /// - Throws: `HTTPClientError`, and what `use` throws.
    package func withReply<Value>(
        to method: HTTPMethod, _ path: String, headers: HTTPHeaders, body: [UInt8] = [], timeLimit: TimeAmount?, sizeLimit: Int,
        _ use: (HTTPReply) async throws -> Value
    ) async throws -> Value {
        let fetch = try await eventLoop.submit { [self] in
            let pool = ConnectionPool(
                on: eventLoop, connector: connector, tls: tls, tlsContext: tlsContext, handshakeTime: handshakeTime,
                flushes: FlushQueue(on: eventLoop))
            let request = UpstreamRequest(method, path, headers: headers, body: EditedText(body))
            return NIOLoopBound(UpstreamFetch(request, on: pool, timeLimit: timeLimit, sizeLimit: sizeLimit), eventLoop: eventLoop)
        }.get()
        defer { eventLoop.execute { fetch.value.close() } }
        return try await withTaskCancellationHandler {
            let head = try await eventLoop.flatSubmit { fetch.value.head }.get()
            return try await use(HTTPReply(status: Int(head.status.code), headers: head.headers, fetch: fetch))
        } onCancel: {
            eventLoop.execute { fetch.value.close() }
        }
    }
}

/// A reply whose body is still coming.
package struct HTTPReply: Sendable {
    /// The status code.
    package let status: Int
    /// Its header fields.
    package let headers: HTTPHeaders
    fileprivate let fetch: NIOLoopBound<UpstreamFetch>

    /// The next piece of the body; nil at its end.
    ///
    /// - Throws: `HTTPClientError`.
    package func next() async throws -> ByteBuffer? {
        try await fetch.eventLoop.flatSubmit { fetch.value.next() }.get()
    }

    /// All of the body that has not been taken.
    ///
    /// - Throws: `HTTPClientError`.
    package func bytes() async throws -> [UInt8] {
        try await fetch.eventLoop.flatSubmit { fetch.value.whole() }.get().body
    }
}

/// Why there is no whole reply.
package struct HTTPClientError: Error, Equatable {
    /// What a caller may have to tell apart.
    package enum Kind: Sendable {
        /// It did not come within the limit.
        case tooSlow
        /// Its body is longer than the limit.
        case tooLarge
        /// The connection ended first.
        case closed
        /// There was no connection, or what came is no HTTP.
        case other
    }

    /// What a caller may have to tell apart.
    package let kind: Kind
    let failure: UpstreamFailure

    fileprivate init(_ failure: UpstreamFailure) {
        self.failure = failure
        kind =
            switch failure {
            case .timedOut: .tooSlow
            case .closed: .closed
            case .unavailable, .untrusted, .misnamed, .handshake, .invalidReply: .other
            }
    }

    fileprivate init(moreThan bytes: Int) {
        failure = .invalidReply("more than \(bytes) bytes")
        kind = .tooLarge
    }
}

extension HTTPClientError: CustomStringConvertible {
    /// A whole sentence.
    package var description: String { failure.response(from: .argo, host: "the server").message }
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
