import NIOCore
import SystemSupport

/// Sits next to the socket: counts the connection, plays what a script does before TLS, and closes below TLS.
final class TransportHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// More than this, sent by a client before a script lets the server read, breaks the connection.
    private static let heldLimit = 1 << 20

    private let server: ServerState
    private(set) var number = 0
    private var context: ChannelHandlerContext?
    private var player: ScriptPlayer?
    private var held: [ByteBuffer] = []
    private var heldBytes = 0

    init(server: ServerState) {
        self.server = server
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        player?.stop()
        player = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        number = server.accepted(self)
        if let script = server.takeScript(.accept) {
            let player = ScriptPlayer(script, on: context.eventLoop, perform: { self.perform($0) }, finish: { self.releaseHeld() })
            self.player = player
            player.play()
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        server.closed(number, at: .now)
        player?.stop()
        player = nil
        held = []
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard player != nil else { return context.fireChannelRead(data) }
        let bytes = unwrapInboundIn(data)
        heldBytes += bytes.readableBytes
        held.append(bytes)
        if heldBytes > Self.heldLimit { reset() }
    }

    // MARK: Below TLS

    /// Closes the TCP connection without any word of TLS.
    func truncate() {
        context?.close(promise: nil)
    }

    /// Breaks the TCP connection: closing with SO_LINGER of 0 seconds sends a RST.
    func reset() {
        guard let context else { return }
        if let socket = context.channel as? any SocketOptionProvider {
            // A socket that is gone already cannot linger either, so that nothing is lost with this error.
            socket.setSoLinger(SocketConstant.reset).whenFailure { _ in }
        }
        context.close(promise: nil)
    }

    /// Does what a step means below TLS.
    func perform(_ step: Step) -> EventLoopFuture<Void> {
        switch step {
        case .raw(let bytes), .chunk(let bytes):
            guard let context else { return server.eventLoop.makeFailedFuture(ChannelError.alreadyClosed) }
            return context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)))
        case .close, .truncate: truncate()
        case .reset: reset()
        case .stopReading: setReading(false)
        case .resumeReading: setReading(true)
        case .head, .trickle, .wait, .open, .end, .answer: break
        }
        return server.eventLoop.makeSucceededVoidFuture()
    }

    /// Stops or resumes reading from the socket.
    private func setReading(_ isReading: Bool) {
        guard let context else { return }
        context.channel.setOption(.autoRead, value: isReading).whenFailure { _ in }
        if isReading { context.read() }
    }

    private func releaseHeld() {
        player = nil
        let bytes = held
        held = []
        guard let context, !bytes.isEmpty else { return }
        for buffer in bytes { context.fireChannelRead(wrapInboundOut(buffer)) }
        context.fireChannelReadComplete()
    }
}
