import LosslessJSON
import NIOCore
import NIOHTTP1

/// One request of the shim's own to the upstream, whose whole reply is wanted.
final class UpstreamFetch: UpstreamConsumer {
    /// Argo's list of models has some 10 KB.
    static let largestReply = 4 * 1024 * 1024

    struct Reply: Sendable {
        let status: Int
        let body: [UInt8]
    }

    private var status = 0
    private var body: [UInt8] = []
    private let promise: EventLoopPromise<Reply>
    private var connection: UpstreamHandler?
    private var isOver = false

    private init(_ promise: EventLoopPromise<Reply>) {
        self.promise = promise
    }

    /// Sends a GET on a pooled connection.
    ///
    /// - Parameter timeout: for everything, from asking for a connection to the reply's last byte.
    /// - Returns: the reply, whatever its status; fails with `UpstreamFailure`.
    static func get(_ path: String, core: ShimCore, timeout: TimeAmount) -> EventLoopFuture<Reply> {
        let promise = core.eventLoop.makePromise(of: Reply.self)
        let fetch = UpstreamFetch(promise)
        let headers = UpstreamHeaders.make(
            from: ["accept": "application/json"], host: core.configuration.upstreamName, user: core.configuration.policy.user)
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers)
        let timer = core.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
            fetch.connection?.abort()
            fetch.finish(.failure(UpstreamFailure.timedOut(after: timeout)))
        }
        promise.futureResult.assumeIsolated().whenComplete { _ in timer.cancel() }
        // A connection of its own: it must not be the stale one of a pool.
        core.pool.acquire(isFresh: true) { result in
            switch result {
            case .success(let connection) where fetch.isOver: connection.release()
            case .success(let connection):
                fetch.connection = connection
                connection.send(UpstreamRequest(head: head, body: EditedText([])), to: fetch)
            case .failure(let failure): fetch.finish(.failure(failure))
            }
        }
        return promise.futureResult
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
        finish(.success(Reply(status: status, body: body)))
    }

    func upstreamDidPause() {}

    func upstreamDidFail(_ failure: UpstreamFailure) {
        finish(.failure(failure))
    }
}
