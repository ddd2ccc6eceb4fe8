import NIOCore

/// Speaks with a proxy until the way is open, and then makes room for what goes through it.
final class ProxyHandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var handshake: ProxyHandshake
    private let limit: TimeAmount
    private let onEnd: EventLoopPromise<Void>
    private let initializer: @Sendable (any Channel) -> EventLoopFuture<Void>
    private var timer: Scheduled<Void>?
    private var isOver = false
    /// What came through the way before its handlers were there.
    private var early: [ByteBuffer] = []

    /// - Parameters:
    ///   - limit: how long the proxy may take.
    ///   - onEnd: kept when the way is open and its handlers are there; else it fails with `ProxyRefusal`.
    ///   - initializer: adds the handlers of what goes through the way.
    init(
        _ handshake: ProxyHandshake, limit: TimeAmount, onEnd: EventLoopPromise<Void>,
        initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) {
        self.handshake = handshake
        self.limit = limit
        self.onEnd = onEnd
        self.initializer = initializer
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let seconds = limit.nanoseconds / 1_000_000_000
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: limit) {
            let (handler, context) = bound.value
            handler.fail("did not answer within \(seconds) s", context)
        }
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: handshake.opening)), promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        onEnd.fail(ProxyRefusal(reason: "closed the connection"))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        if isOver { return early.append(bytes) }
        switch handshake.receive(bytes.readableBytesView) {
        case .wait: break
        case .send(let bytes): context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
        case .open(let rest): open(rest, context)
        case .fail(let reason): fail(reason, context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail("closed the connection", context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail("cannot be spoken to: \(error)", context) }

    private func open(_ rest: [UInt8], _ context: ChannelHandlerContext) {
        timer?.cancel()
        isOver = true
        if !rest.isEmpty { early.append(context.channel.allocator.buffer(bytes: rest)) }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        initializer(context.channel).assumeIsolated().whenComplete { result in
            let (handler, context) = bound.value
            switch result {
            case .success:
                handler.onEnd.succeed()
                for bytes in handler.early { context.fireChannelRead(handler.wrapInboundOut(bytes)) }
                if !handler.early.isEmpty { context.fireChannelReadComplete() }
                handler.early = []
                _ = context.channel.pipeline.syncOperations.removeHandler(handler)
            case .failure(let error):
                handler.onEnd.fail(error)
                context.close(promise: nil)
            }
        }
    }

    private func fail(_ reason: String, _ context: ChannelHandlerContext) {
        timer?.cancel()
        isOver = true
        onEnd.fail(ProxyRefusal(reason: reason))
        context.close(promise: nil)
    }
}
