import NIOCore
import NIOHTTP1
import NIOSSL
import NIOTLS

/// The end of an upstream connection's pipeline: sends one request at a time and hands its reply to the consumer of the moment.
final class UpstreamHandler: ChannelDuplexHandler, Flushable {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    /// Called once, when the connection is gone.
    var onClose: ((UpstreamHandler) -> Void)?
    /// Called when a reply is complete and the connection may carry another request.
    var onIdle: ((UpstreamHandler) -> Void)?
    /// Set until the connection is ready: for TLS, until the handshake is done.
    private var onReady: ((Result<UpstreamHandler, UpstreamFailure>) -> Void)?

    private var readyTimer: Scheduled<Void>?
    private var context: ChannelHandlerContext?
    private var consumer: (any UpstreamConsumer)?
    private var unsent: BodyPieces?
    private var isReadPending = false
    private var isReplyStarted = false
    private var isReusable = true
    private var failure: UpstreamFailure?

    private let flushes: FlushQueue

    init(flushes: FlushQueue, onReady: @escaping (Result<UpstreamHandler, UpstreamFailure>) -> Void) {
        self.flushes = flushes
        self.onReady = onReady
    }

    /// Whether a request that was sent on it has been answered before.
    private(set) var hasServed = false
    /// Whether it has waited in the pool: such a connection may have gone stale meanwhile.
    var hasWaited = false
    var idleSince = NIODeadline.now()

    // MARK: What the exchange asks for

    func send(_ request: UpstreamRequest, to consumer: any UpstreamConsumer) {
        guard let context, context.channel.isActive else { return consumer.upstreamDidFail(failure ?? .closed) }
        self.consumer = consumer
        isReplyStarted = false
        unsent = BodyPieces(request.body)
        context.write(wrapOutboundOut(.head(request.head)), promise: nil)
        writeBody(context)
    }

    /// Reads on after the consumer could not take more.
    func resumeReading() {
        guard isReadPending, let context else { return }
        isReadPending = false
        context.read()
    }

    /// Gives the connection back unused.
    func release() {
        onIdle?(self)
    }

    /// Gives up when TLS has not come to an agreement in time: a forward may accept and say nothing.
    func expectReady(within limit: TimeAmount, on eventLoop: any EventLoop) {
        guard onReady != nil else { return }
        readyTimer = eventLoop.assumeIsolated().scheduleTask(in: limit) {
            self.failure = .handshake("no answer within \(limit.nanoseconds / 1_000_000_000) s.")
            self.breakOff()
        }
    }

    /// Closes without a word to the consumer, which wants nothing more.
    func abort() {
        consumer = nil
        breakOff()
    }

    /// Closes a connection that nobody may use any more, and tells who waits for it. A channel that is closed before it has told its handlers
    /// that it is active does not tell them either that it is not.
    func refuse() {
        let ready = onReady
        onReady = nil
        breakOff()
        ready?(.failure(.closed))
    }

    /// Closes at once, without TLS' closing handshake, which waits for the peer; whoever waits for something on the connection is told.
    func breakOff() {
        guard let context else { return }
        let operations = context.pipeline.syncOperations
        // Not there on a plain connection.
        if let tls = try? operations.context(handlerType: NIOSSLClientHandler.self) {
            tls.close(mode: .all, promise: nil)
        } else {
            context.close(promise: nil)
        }
    }

    /// Writes as much of the body as the connection takes. Only a flush tells TLS' handler to pass bytes on, and only then does the
    /// channel say that it has enough: hence one for each piece. The last piece, which mostly is the only one, leaves with others' requests.
    private func writeBody(_ context: ChannelHandlerContext) {
        while context.channel.isWritable, unsent != nil {
            if let piece = unsent?.next(context.channel.allocator) {
                context.write(wrapOutboundOut(.body(.byteBuffer(piece))), promise: nil)
            }
            if unsent?.isAtEnd == true {
                unsent = nil
                context.write(wrapOutboundOut(.end(nil)), promise: nil)
                return flushes.add(self)
            }
            context.flush()
        }
    }

    func flushWrites() {
        context?.flush()
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.handshakeCompleted) = event as? TLSUserEvent { becomeReady() }
        context.fireUserInboundEventTriggered(event)
    }

    /// A connection without TLS is ready as soon as it is connected.
    func becomeReady() {
        readyTimer?.cancel()
        let ready = onReady
        onReady = nil
        ready?(.success(self))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let consumer else {
            // Bytes that nobody asked for, such as nginx's 408 on an idle connection: it is of no use any more.
            return abort()
        }
        // The method and not NIO's static function of the same name, which the compiler does not specialise (Swift 6.3).
        switch unwrapInboundIn(data) {
        case .head(let head):
            isReplyStarted = true
            isReusable = head.isKeepAlive
            consumer.upstreamDidReceive(head: head)
        case .body(let bytes):
            consumer.upstreamDidReceive(body: bytes)
        case .end:
            finish(consumer)
        }
    }

    private func finish(_ consumer: any UpstreamConsumer) {
        self.consumer = nil
        hasServed = true
        // A reply that came before the request was out leaves the connection in an unknown state.
        let isReusable = isReusable && unsent == nil
        if isReusable { onIdle?(self) } else { abort() }
        consumer.upstreamDidEnd()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        consumer?.upstreamDidPause()
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if consumer?.canTakeMore ?? true {
            context.read()
        } else {
            isReadPending = true
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        writeBody(context)
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Also where the peer closed without TLS' closing alert: a reply that was whole by its own framing has been handed over before,
        // and one that only the end of the connection would complete may have been cut by anybody on the way.
        if failure == nil { failure = UpstreamFailure(error) }
        let consumer = consumer
        self.consumer = nil
        context.close(promise: nil)
        consumer?.upstreamDidFail(failure ?? .closed)
    }

    func channelInactive(context: ChannelHandlerContext) {
        readyTimer?.cancel()
        let ready = onReady
        let consumer = consumer
        onReady = nil
        self.consumer = nil
        onClose?(self)
        onClose = nil
        onIdle = nil
        ready?(.failure(failure ?? .closed))
        consumer?.upstreamDidFail(failure ?? .closed)
        context.fireChannelInactive()
    }
}

/// Who receives the reply on an upstream connection. All calls come on the event loop.
protocol UpstreamConsumer: AnyObject {
    /// Whether more of the reply can be taken now; asked before each read, so that an unwritable client stops the upstream.
    var canTakeMore: Bool { get }

    func upstreamDidReceive(head: HTTPResponseHead)
    func upstreamDidReceive(body: ByteBuffer)
    /// The reply is complete. The connection no longer belongs to the consumer.
    func upstreamDidEnd()
    /// What has been read so far has been handed over: the moment to flush.
    func upstreamDidPause()
    /// The connection broke. It no longer belongs to the consumer.
    func upstreamDidFail(_ failure: UpstreamFailure)
}
