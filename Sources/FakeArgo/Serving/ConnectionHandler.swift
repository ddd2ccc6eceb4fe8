import NIOCore
import NIOHTTP1

/// Serves the requests of one connection in their order, by script or by itself.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    /// The largest request body in bytes: three times the 32 MiB that Anthropic takes (https://docs.anthropic.com/en/api/errors).
    static let bodyLimit = 96 * 1_024 * 1_024
    /// A client that sends more requests ahead than this is cut off.
    private static let pipelineLimit = 32

    private let server: ServerState
    private let transport: TransportHandler
    private var context: ChannelHandlerContext?
    /// The request that is being read.
    private var incoming: FakeExchange?
    /// The request that is being answered.
    private var current: FakeExchange?
    /// Requests that were read while another one was being answered.
    private var queued: CircularBuffer<FakeExchange> = []

    init(server: ServerState, transport: TransportHandler) {
        self.server = server
        self.transport = transport
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        release()
    }

    func channelInactive(context: ChannelHandlerContext) {
        release()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Rubbish instead of HTTP, or a TLS failure: there is nobody to talk to beyond a 400.
        if error is HTTPParserError { refuse(400) } else { context.close(promise: nil) }
    }

    /// Forgets everything, so that a gate that is never opened does not keep the connection's objects.
    private func release() {
        for exchange in [incoming, current].compactMap({ $0 }) + queued {
            exchange.player?.stop()
            exchange.player = nil
            exchange.completion?.fail(ChannelError.alreadyClosed)
            exchange.completion = nil
        }
        incoming = nil
        current = nil
        queued = []
        context = nil
    }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            begin(FakeExchange(head))
        case .body(var bytes):
            guard let incoming else { return }
            guard incoming.body.readableBytes + bytes.readableBytes <= Self.bodyLimit else { return refuse(413) }
            if incoming.body.readableBytes == 0 { incoming.body = bytes } else { incoming.body.writeBuffer(&bytes) }
        case .end:
            guard let incoming else { return }
            self.incoming = nil
            server.record(incoming.complete(on: transport.number))
            incoming.completion?.succeed()
            incoming.completion = nil
            serveNext()
        }
    }

    private func begin(_ exchange: FakeExchange) {
        guard queued.count < Self.pipelineLimit else { return refuse(429) }
        if exchange.head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }), let context {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
        }
        exchange.script = server.takeScript(.head, path: exchange.path)
        incoming = exchange
        queued.append(exchange)
        if exchange.script != nil { serveNext() }
    }

    /// Answers with a bare status and closes: the rest of what the client sends cannot be understood or is not wanted.
    private func refuse(_ status: Int) {
        guard let context else { return }
        var buffer = context.channel.allocator.buffer(capacity: 128)
        var encoder = ResponseEncoder()
        encoder.appendHead(status, [HeaderField("content-length", "0"), HeaderField("connection", "close")], to: &buffer)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        close()
    }

    // MARK: Answering

    private func serveNext() {
        guard current == nil, let exchange = queued.first else { return }
        if let script = exchange.script ?? exchange.request.flatMap(server.takeScript) {
            queued.removeFirst()
            current = exchange
            play(script, for: exchange)
        } else if let request = exchange.request {
            queued.removeFirst()
            current = exchange
            send(server.answerer.answer(to: request), for: exchange)
        }
    }

    private func finish(_ exchange: FakeExchange) {
        guard current === exchange else { return }
        exchange.player = nil
        current = nil
        if exchange.head.isKeepAlive {
            serveNext()
        } else {
            close()
        }
    }

    private func send(_ answer: FakeAnswer, for exchange: FakeExchange) {
        guard let context else { return }
        if case .pieces(let pieces) = answer.body, server.pace > .zero {
            var buffer = context.channel.allocator.buffer(capacity: 1_024)
            exchange.encoder.appendHead(answer.status, answer.headers, to: &buffer)
            return send(pieces[...], behind: buffer, for: exchange)
        }
        let bytes = wrapOutboundOut(exchange.encoder.encode(answer, allocator: context.channel.allocator))
        guard !exchange.head.isKeepAlive else {
            context.writeAndFlush(bytes, promise: nil)
            return finish(exchange)
        }
        // The connection is closed behind the answer, hence not before the kernel has it.
        context.writeAndFlush(bytes).assumeIsolated().whenComplete { _ in self.finish(exchange) }
    }

    /// Sends one piece and, after the pace, the next.
    private func send(_ pieces: ArraySlice<[UInt8]>, behind start: ByteBuffer, for exchange: FakeExchange) {
        guard let context, current === exchange else { return }
        var buffer = start
        guard let piece = pieces.first else {
            exchange.encoder.appendEnd(to: &buffer)
            context.writeAndFlush(wrapOutboundOut(buffer)).assumeIsolated().whenComplete { _ in self.finish(exchange) }
            return
        }
        exchange.encoder.appendBody(piece, to: &buffer)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: server.pace) {
            self.send(pieces.dropFirst(), behind: ByteBuffer(), for: exchange)
        }
    }

    /// Closes with the words of TLS, but does not wait for the peer's.
    private func close() {
        context?.close(promise: nil)
        server.eventLoop.assumeIsolated().execute { [transport] in transport.truncate() }
    }

    // MARK: Scripts

    private func play(_ script: Script, for exchange: FakeExchange) {
        exchange.script = nil
        var hasEnded = false
        let player = ScriptPlayer(
            script,
            on: server.eventLoop,
            perform: { step in
                switch step {
                case .end, .answer: hasEnded = true
                default: break
                }
                return self.perform(step, for: exchange)
            },
            finish: { if hasEnded { self.finish(exchange) } }
        )
        exchange.player = player
        player.play()
    }

    private func perform(_ step: Step, for exchange: FakeExchange) -> EventLoopFuture<Void> {
        guard let context else { return server.eventLoop.makeFailedFuture(ChannelError.alreadyClosed) }
        var buffer = context.channel.allocator.buffer(capacity: 256)
        switch step {
        case .head(let status, let headers): exchange.encoder.appendHead(status, headers, to: &buffer)
        case .chunk(let bytes): exchange.encoder.appendBody(bytes, to: &buffer)
        case .raw(let bytes): buffer.writeBytes(bytes)
        case .end: exchange.encoder.appendEnd(to: &buffer)
        case .answer: return answer(exchange)
        case .close: close()
        case .truncate, .reset, .stopReading, .resumeReading: return transport.perform(step)
        case .wait, .open, .trickle: break
        }
        guard buffer.readableBytes > 0 else { return server.eventLoop.makeSucceededVoidFuture() }
        return context.writeAndFlush(wrapOutboundOut(buffer))
    }

    /// Answers a scripted request by itself once it was read whole.
    private func answer(_ exchange: FakeExchange) -> EventLoopFuture<Void> {
        guard let context else { return server.eventLoop.makeFailedFuture(ChannelError.alreadyClosed) }
        guard let request = exchange.request else {
            let promise = context.eventLoop.makePromise(of: Void.self)
            exchange.completion = promise
            return promise.futureResult.assumeIsolated().flatMap { self.answer(exchange) }.nonisolated()
        }
        let answer = server.answerer.answer(to: request)
        return context.writeAndFlush(wrapOutboundOut(exchange.encoder.encode(answer, allocator: context.channel.allocator)))
    }
}
