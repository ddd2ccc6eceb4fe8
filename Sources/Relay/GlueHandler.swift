import NIOCore

/// Passes what one connection reads to another, and reads only while the other one is writable. Both are on one event loop.
final class GlueHandler: ChannelDuplexHandler {
    typealias InboundIn = NIOAny
    typealias OutboundIn = NIOAny
    typealias OutboundOut = NIOAny

    private var partner: GlueHandler?
    private var context: ChannelHandlerContext?
    private var isReadPending = false
    /// Whether everything was sent, and its end.
    private var outputIsEnded = false
    private var inputIsEnded = false

    private init() {}

    static func pair() -> (GlueHandler, GlueHandler) {
        let (one, other) = (GlueHandler(), GlueHandler())
        one.partner = other
        other.partner = one
        return (one, other)
    }

    // MARK: What the partner asks for

    /// The other side sends no more.
    private func endOutput() {
        guard let context else { return }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        // It waits for what is still to be sent, which a close of everything would drop.
        context.close(mode: .output).assumeIsolated().whenComplete { _ in
            bound.value.outputIsEnded = true
            if bound.value.inputIsEnded { bound.value.close() }
        }
    }

    private func close() { context?.close(promise: nil) }

    /// The other side takes bytes again.
    private func resumeReading() {
        guard isReadPending else { return }
        isReadPending = false
        context?.read()
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        partner = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { partner?.context?.write(data, promise: nil) }

    func channelReadComplete(context: ChannelHandlerContext) {
        partner?.context?.flush()
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        partner?.close()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .some(.inputClosed) = event as? ChannelEvent else { return context.fireUserInboundEventTriggered(event) }
        inputIsEnded = true
        partner?.endOutput()
        if outputIsEnded { close() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { close() }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { partner?.resumeReading() }
        context.fireChannelWritabilityChanged()
    }

    func read(context: ChannelHandlerContext) {
        if partner?.context?.channel.isWritable ?? false { context.read() } else { isReadPending = true }
    }
}
