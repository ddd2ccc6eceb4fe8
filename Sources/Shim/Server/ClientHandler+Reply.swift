import NIOCore
import NIOHTTP1
import SystemSupport

extension ClientHandler: ReplySink, Flushable {
    var canTakeMore: Bool { context?.channel.isWritable ?? false }

    func sendContinue() {
        context?.writeAndFlush(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
    }

    func send(_ reply: ReplyHead) {
        guard let response, !response.isHeadSent, let context else { return }
        let isOldVersion = response.head?.version == .http1_0
        var headers = reply.headers
        if let length = reply.length {
            // Whoever made the reply has left its framing to us.
            headers.add(name: "content-length", value: String(length))
        } else if isOldVersion {
            // HTTP/1.0 knows no chunks: the end of the connection is the end of the body.
            response.closesConnection = true
            response.isDelimitedByClose = true
        } else {
            headers.replaceOrAdd(name: "transfer-encoding", value: "chunked")
        }
        if core.isShuttingDown { response.closesConnection = true }
        if response.closesConnection {
            headers.replaceOrAdd(name: "connection", value: "close")
        } else if isOldVersion {
            headers.replaceOrAdd(name: "connection", value: "keep-alive")
        }
        response.didSend(reply.status, at: .now())
        response.upstreamID = reply.headers.first(name: "request-id") ?? reply.headers.first(name: "x-request-id")
        let head = HTTPResponseHead(version: isOldVersion ? .http1_0 : .http1_1, status: reply.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
    }

    func send(_ body: ByteBuffer) {
        guard body.readableBytes > 0, let context else { return }
        response?.didSend(byteCount: body.readableBytes)
        guard response?.hasBody == true else { return }
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    }

    func flushWrites() {
        context?.flush()
    }

    func flush() {
        flushWrites()
        if exchange != nil { scheduleTimer() }
    }

    func end(_ exchange: Exchange) {
        finishResponse(facts: exchange.facts)
    }

    func fail(_ error: ErrorResponse) {
        answer(error)
    }

    func cut(_ exchange: Exchange) {
        guard let context else { return }
        if let response { core.log(response, facts: exchange.facts, outcome: .cut) }
        let isDelimitedByClose = response?.isDelimitedByClose == true
        response = nil
        self.exchange = nil
        context.flush()
        if isDelimitedByClose, let options = context.channel as? any SocketOptionProvider {
            // Only a reset tells such a body, cut, from a complete one.
            options.setSoLinger(SocketConstant.reset).assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        } else {
            context.close(promise: nil)
        }
    }

    func answer(_ head: ReplyHead, body: ByteBuffer) {
        send(head)
        send(body)
        finishResponse(facts: nil)
    }

    /// Sends an error in the caller's dialect.
    func answer(_ error: ErrorResponse) {
        guard let response else { return }
        var error = error
        error.requestID = response.id.description
        let body = ByteBuffer(bytes: error.body(in: response.dialect))
        var headers: HTTPHeaders = ["content-type": "application/json", "request-id": response.id.description]
        headers.add(contentsOf: error.headers)
        answer(ReplyHead(status: .init(statusCode: error.status), headers: headers, length: body.readableBytes), body: body)
    }

    private func finishResponse(facts: ReplyFacts?) {
        guard let response, let context else { return }
        if core.isShuttingDown { response.closesConnection = true }
        core.log(response, facts: facts, outcome: .complete)
        let promise = response.closesConnection ? context.eventLoop.makePromise(of: Void.self) : nil
        promise?.futureResult.assumeIsolated().whenComplete { _ in self.lastByteDidLeave() }
        // Before the last byte can have left, which closes the connection where it is to be closed.
        responseDidEnd(closesConnection: response.closesConnection)
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
        core.flushes.add(self)
        deliverWaiting()
    }
}
