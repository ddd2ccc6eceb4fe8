package import NIOCore

/// Speaks with a server until the way through it is open, and then makes room for what goes through it.
package final class HandshakeHandler<Handshake: ClientHandshake>: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    private var handshake: Handshake
    private let limit: TimeAmount
    private let onEnd: EventLoopPromise<Void>
    private let initializer: @Sendable (any Channel) -> EventLoopFuture<Void>
    private var timer: Scheduled<Void>?
    private var isOver = false
    /// What came through the way before its handlers were there.
    private var early: [ByteBuffer] = []

    /// - Parameters:
    ///   - limit: how long the server may take.
    ///   - onEnd: kept when the way is open and its handlers are there; else it fails with the handshake's `Refusal`.
    ///   - initializer: adds the handlers of what goes through the way.
    package init(
        _ handshake: Handshake, limit: TimeAmount, onEnd: EventLoopPromise<Void>,
        initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) {
        self.handshake = handshake
        self.limit = limit
        self.onEnd = onEnd
        self.initializer = initializer
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let seconds = Int(limit.nanoseconds / 1_000_000_000)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: limit) {
            let (handler, context) = bound.value
            handler.end(.timedOut(seconds: seconds), context)
        }
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: handshake.opening)), promise: nil)
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        // Nothing but the end of the connection takes it away before the way is open.
        onEnd.fail(handshake.refusal(for: .closed))
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        if isOver { return early.append(bytes) }
        switch handshake.receive(bytes.readableBytesView) {
        case .wait: break
        case .send(let bytes): context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
        case .open(let rest): open(rest, context)
        case .fail(let refusal): fail(refusal, context)
        }
    }

    package func channelInactive(context: ChannelHandlerContext) {
        end(.closed, context)
        context.fireChannelInactive()
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) { end(.broken(error), context) }

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

    private func end(_ end: HandshakeEnd, _ context: ChannelHandlerContext) { fail(handshake.refusal(for: end), context) }

    private func fail(_ refusal: Handshake.Refusal, _ context: ChannelHandlerContext) {
        timer?.cancel()
        isOver = true
        onEnd.fail(refusal)
        context.close(promise: nil)
    }
}

/// What is said to a server, and what its answers mean, until the way through it is open.
package protocol ClientHandshake {
    /// Why there is no way.
    associatedtype Refusal: Error

    /// What is said first.
    var opening: [UInt8] { get }

    /// Takes what the server has said.
    ///
    /// - Parameter bytes: all that came since the last call.
    mutating func receive(_ bytes: some Collection<UInt8>) -> HandshakeStep<Refusal>

    /// What it means that the connection came to nothing before the way was open.
    func refusal(for end: HandshakeEnd) -> Refusal
}

/// What follows from the words of a server.
package enum HandshakeStep<Refusal> {
    case wait
    case send([UInt8])
    /// The way is open; these bytes have come through it already.
    case open(rest: [UInt8])
    case fail(Refusal)
}

extension HandshakeStep: Equatable where Refusal: Equatable {}

/// How a connection ended before the way through it was open.
package enum HandshakeEnd {
    case closed
    case timedOut(seconds: Int)
    case broken(any Error)
}
