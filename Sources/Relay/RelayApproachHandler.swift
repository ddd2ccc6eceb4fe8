import NIOCore

/// Speaks with a relay until the way is open, and then makes room for what goes through it.
final class RelayApproachHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var approach: RelayApproach
    private let token: String
    private let limit: TimeAmount
    private var timer: Scheduled<Void>?
    private let onEnd: EventLoopPromise<Void>
    private let initializer: @Sendable (any Channel) -> EventLoopFuture<Void>
    /// What came through the way before its handlers were there.
    private var early: [ByteBuffer] = []

    /// - Parameters:
    ///   - limit: how long the relay may take.
    ///   - onEnd: kept when the way is open and its handlers are there; else it fails with `RelayRefusal`.
    ///   - initializer: adds the handlers of what goes through the way.
    init(
        _ approach: RelayApproach, token: String, limit: TimeAmount, onEnd: EventLoopPromise<Void>,
        initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) {
        self.approach = approach
        self.token = token
        self.limit = limit
        self.onEnd = onEnd
        self.initializer = initializer
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let seconds = Int(limit.nanoseconds / 1_000_000_000)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: limit) {
            let (handler, context) = bound.value
            handler.fail(.timedOut(seconds: seconds), context)
        }
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: approach.opening)), promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        // Nothing but the end of the connection takes it away before that.
        onEnd.fail(RelayRefusal.notRelay)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        act(approach.receive(bytes.readableBytesView, token: token), bytes, context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .fail(let refusal) = approach.end() { fail(refusal, context) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(.notRelay, context) }

    private func act(_ action: RelayApproach.Action, _ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        switch action {
        case .wait: if isOpen { early.append(bytes) }
        case .send(let bytes): context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
        case .fail(let refusal): fail(refusal, context)
        case .open(let rest): open(rest, context)
        }
    }

    private var isOpen = false

    private func open(_ rest: [UInt8], _ context: ChannelHandlerContext) {
        timer?.cancel()
        isOpen = true
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

    private func fail(_ refusal: RelayRefusal, _ context: ChannelHandlerContext) {
        timer?.cancel()
        onEnd.fail(refusal)
        context.close(promise: nil)
    }
}
