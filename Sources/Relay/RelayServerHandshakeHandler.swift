import NIOCore

/// Serves one connection of a relay until the way is open, and makes room for `GlueHandler` then.
final class RelayServerHandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let relayServer: RelayServer
    private var handshake: RelayServerHandshake
    private var timer: Scheduled<Void>?
    private var isProved = false
    /// What came before the way was open; reading stops meanwhile, so that it is one read's worth at most.
    private var early: [ByteBuffer] = []

    init(_ handshake: RelayServerHandshake, relayServer: RelayServer) {
        self.handshake = handshake
        self.relayServer = relayServer
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: relayServer.limits.proofTime) {
            let (handler, context) = bound.value
            handler.act(handler.handshake.runOutOfTime(), context)
        }
        let channel = context.channel
        channel.closeFuture.assumeIsolated().whenComplete { [self] _ in relayServer.didClose(channel, wasProved: isProved) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        if isProved { return early.append(bytes) }
        act(handshake.receive(bytes.readableBytesView, keys: relayServer.keys), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func act(_ action: RelayServerHandshake.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .wait: break
        case .answer(let bytes): context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
        case .refuse(let bytes): refuse(bytes, context)
        case .open(let confirmation, let rest): open(confirmation, rest, context)
        }
    }

    private func refuse(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        timer?.cancel()
        // The first line is one of ours.
        relayServer.onRefusal(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self))
        context.sendLast(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)))
    }

    private func open(_ confirmation: [UInt8], _ rest: [UInt8], _ context: ChannelHandlerContext) {
        timer?.cancel()
        isProved = true
        relayServer.didProve()
        if !rest.isEmpty { early.append(context.channel.allocator.buffer(bytes: rest)) }
        let channel = context.channel
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let (near, far) = GlueHandler.pair()
        let glue = NIOLoopBound((near, far), eventLoop: context.eventLoop)
        let openStream = relayServer.openStream
        channel.setOption(.autoRead, value: false).flatMap {
            openStream(channel.eventLoop) { upstream in
                upstream.eventLoop.makeCompletedFuture {
                    // Neither side is read before both are there.
                    try upstream.syncOptions?.setOption(.autoRead, value: false)
                    try upstream.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
                    try upstream.pipeline.syncOperations.addHandler(glue.value.1)
                }
            }
        }.assumeIsolated().whenComplete { result in
            let (handler, context) = bound.value
            switch result {
            case .success(let upstream): handler.join(upstream, confirmation, near, context)
            case .failure(let error): handler.giveUp(error, context)
            }
        }
    }

    private func join(_ upstream: any Channel, _ confirmation: [UInt8], _ near: GlueHandler, _ context: ChannelHandlerContext) {
        let channel = context.channel
        guard channel.isActive else { return upstream.close(promise: nil) }
        do {
            try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
            context.writeAndFlush(wrapOutboundOut(channel.allocator.buffer(bytes: confirmation)), promise: nil)
            try channel.pipeline.syncOperations.addHandler(near, position: .after(self))
            for bytes in early { upstream.write(bytes, promise: nil) }
            upstream.flush()
            early = []
            _ = channel.pipeline.syncOperations.removeHandler(self)
            try channel.syncOptions?.setOption(.autoRead, value: true)
            try upstream.syncOptions?.setOption(.autoRead, value: true)
        } catch {
            channel.close(promise: nil)
            upstream.close(promise: nil)
        }
    }

    private func giveUp(_ error: any Error, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        let unavailable = error as? RelayUnavailable ?? RelayUnavailable(reason: "the connection cannot be opened", retryAfterSeconds: 5)
        refuse(RelayHead.noWay(unavailable).bytes, context)
    }
}

/// Turns away one connection too many, whatever it says.
final class RelayRefusalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Before this nothing can be written.
    func channelActive(context: ChannelHandlerContext) {
        context.sendLast(wrapOutboundOut(context.channel.allocator.buffer(bytes: RelayHead.full.bytes)))
    }
}

extension ChannelHandlerContext {
    /// Writes, and closes behind what was written.
    fileprivate func sendLast(_ data: NIOAny) {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        writeAndFlush(data).assumeIsolated().whenComplete { _ in bound.value.close(promise: nil) }
    }
}
