import NIOCore
import NIOHTTP1

/// One client connection: takes requests in, lets admission and routing decide, and writes responses.
///
/// One request is served at a time; what a client sends behind it waits. NIO's own handler for that stops reading during each answer, which
/// costs two system calls a request; this one stops only when something waits.
final class ClientHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    enum Phase {
        /// Between requests. `headStart` is when the first byte of a head came that is not whole yet.
        case idle(since: NIODeadline, headStart: NIODeadline?)
        /// The body of an admitted request is coming in.
        case collecting(PendingRequest, lastByte: NIODeadline)
        /// The response has been sent already; what is left of the request is dropped, so that the next one is read from its beginning.
        case discarding(byteCount: Int, since: NIODeadline)
        /// The request is whole; its response is on the way.
        case answering
    }

    private enum Arrival {
        case part(HTTPServerRequestPart)
        case failure(HTTPParserError)
    }

    let core: ShimCore
    /// Beyond the limit of connections: the first request is answered 503.
    private let isSurplus: Bool
    private(set) var context: ChannelHandlerContext?
    private var timer = ConnectionTimer()
    private var phase = Phase.idle(since: .now(), headStart: nil)
    /// The response being written, from its request's head to its last byte.
    var response: ClientResponse?
    var exchange: Exchange?
    /// What came behind the request that is being answered: no more than one read's worth, because reading stops then.
    private var waiting = CircularBuffer<Arrival>(initialCapacity: 0)
    private var isReadHeld = false
    private var isGone = false
    /// No request can follow the current one: behind CONNECT and an upgrade the decoder reads nothing more.
    private var isLastRequest = false
    private var hasInputEnded = false
    private var closingSince: NIODeadline?
    private var isDelivering = false
    private var isClosing = false
    /// Whether anything of a request has come out of the decoder since the last pause in reading.
    private var hasPartInRead = false
    private var hasLastByteLeft = false
    /// Since when the client has not read; nil while it does.
    private var unwritableSince: NIODeadline?

    init(core: ShimCore, isSurplus: Bool) {
        self.core = core
        self.isSurplus = isSurplus
    }

    /// Nobody waits for anything on this connection: no request is in progress, or only the rest of a refused one.
    var isIdle: Bool {
        if case .idle = phase { true } else { isDiscarding && response == nil && !isClosing || isDiscarding && hasLastByteLeft }
    }

    private var isAnswering: Bool {
        if case .answering = phase { true } else { false }
    }

    private var isDiscarding: Bool {
        if case .discarding = phase { true } else { false }
    }

    // MARK: Connection

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        phase = .idle(since: .now(), headStart: nil)
        scheduleTimer()
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        exchange?.cancel()
        if let response { core.log(response, facts: exchange?.facts, outcome: core.isClosing ? .stopped : .clientGone) }
        exchange = nil
        response = nil
        // A write that fails closes the connection from within: whoever is at work on what came before must find nothing more to do.
        isGone = true
        timer.cancel()
        waiting.removeAll()
        core.connectionDidClose(self)
        context.fireChannelInactive()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            unwritableSince = nil
            exchange?.resume()
            releaseRead()
            scheduleTimer()
        } else {
            unwritableSince = .now()
            exchange?.pause()
            scheduleTimer()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, error != .invalidEOFState, !isDiscarding else {
            return close()
        }
        // The last answer is still on its way out.
        if isClosing { return }
        if isAnswering || !waiting.isEmpty {
            waiting.append(.failure(error))
        } else {
            refuse(error)
        }
    }

    private func refuse(_ error: HTTPParserError) {
        let refusal =
            switch error {
            case .headerOverflow: ErrorResponse(431, "The request's head is larger than 64 KiB.")
            case .invalidVersion: ErrorResponse(505, "argo-shim speaks HTTP/1.0 and HTTP/1.1.")
            default: ErrorResponse(400, "This is not an HTTP/1.1 request: \(error).")
            }
        refuseAndClose(refusal)
    }

    /// Answers what never became a whole request.
    private func refuseAndClose(_ refusal: ErrorResponse) {
        if response == nil { response = ClientResponse(id: core.nextRequestID(), head: nil, start: .now()) }
        response?.closesConnection = true
        phase = .answering
        answer(refusal)
        scheduleTimer()
    }

    // MARK: Request

    /// Bytes have come. When no request came of them, they are the beginning of a head, which must not take for ever.
    func channelReadComplete(context: ChannelHandlerContext) {
        if case .idle(let since, nil) = phase, !hasPartInRead {
            phase = .idle(since: since, headStart: .now())
            scheduleTimer()
        }
        hasPartInRead = false
        context.fireChannelReadComplete()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // The method and not NIO's static function of the same name, which the compiler does not specialise (Swift 6.3).
        let part = unwrapInboundIn(data)
        hasPartInRead = true
        if isAnswering || !waiting.isEmpty {
            waiting.append(.part(part))
        } else {
            accept(part)
        }
    }

    func read(context: ChannelHandlerContext) {
        if mayRead(context) {
            context.read()
        } else {
            isReadHeld = true
        }
    }

    /// A client that does not read its answers, or has sent ahead, is not read from: nothing piles up on either side.
    private func mayRead(_ context: ChannelHandlerContext) -> Bool {
        waiting.isEmpty && context.channel.isWritable && !hasInputEnded
    }

    private func releaseRead() {
        guard isReadHeld, let context, mayRead(context) else { return }
        isReadHeld = false
        context.read()
    }

    private func accept(_ part: HTTPServerRequestPart) {
        // Requests behind the last one that this connection serves are not answered (RFC 9112, section 9.6).
        if isGone || isClosing && !isDiscarding { return }
        switch part {
        case .head(let head): begin(head)
        case .body(let bytes): take(bytes)
        case .end: finish()
        }
    }

    /// Goes on with what waits, until it leads to an answer that takes its time.
    func deliverWaiting() {
        // An answer that is given at once comes back here; the loop that is under way already goes on then.
        guard !isDelivering else { return }
        isDelivering = true
        while !isAnswering, let arrival = waiting.popFirst() {
            switch arrival {
            case .part(let part): accept(part)
            case .failure(let error): refuse(error)
            }
        }
        isDelivering = false
        if isClosing { waiting.removeAll() }
        releaseRead()
    }

    private func begin(_ head: HTTPRequestHead) {
        let now = NIODeadline.now()
        let id = core.nextRequestID()
        let target = RequestTarget(head.uri)
        let response = ClientResponse(id: id, head: head, start: now)
        isLastRequest = head.method == .CONNECT || head.headers.contains(name: "upgrade")
        if isLastRequest { response.closesConnection = true }
        self.response = response
        switch core.gate.decide(head, target: target, isSurplus: isSurplus) {
        case .success(let route):
            phase = .collecting(PendingRequest(id: id, head: head, route: route), lastByte: now)
            if head.version == .http1_1, expectsContinue(head) { sendContinue() }
        case .failure(let refusal):
            // A client that waits for "100 Continue" may or may not send the body after a refusal: only a new connection is certain.
            if expectsContinue(head) || isSurplus { response.closesConnection = true }
            phase = .discarding(byteCount: 0, since: now)
            answer(refusal)
        }
        scheduleTimer()
    }

    private func expectsContinue(_ head: HTTPRequestHead) -> Bool {
        head.headers[canonicalForm: "expect"].contains { $0.lowercased() == "100-continue" }
    }

    private func take(_ bytes: ByteBuffer) {
        let now = NIODeadline.now()
        switch phase {
        case .collecting(var request, _):
            // Taken out first, so that appending does not copy what is there.
            phase = .answering
            guard request.byteCount + bytes.readableBytes <= core.configuration.limits.bodySize else {
                phase = .discarding(byteCount: bytes.readableBytes, since: now)
                return answer(core.gate.bodyTooLarge)
            }
            request.append(bytes)
            phase = .collecting(request, lastByte: now)
        case .discarding(let byteCount, let since):
            phase = .discarding(byteCount: byteCount + bytes.readableBytes, since: since)
            if byteCount + bytes.readableBytes > core.configuration.limits.discardedSize { close() }
        case .idle, .answering:
            break
        }
    }

    private func finish() {
        if isLastRequest { hasInputEnded = true }
        switch phase {
        case .collecting(let request, _):
            phase = .answering
            perform(request)
            scheduleTimer()
        case .discarding:
            becomeIdle()
        case .idle, .answering:
            break
        }
    }

    private func perform(_ request: PendingRequest) {
        switch request.route {
        case .probe: answer(ReplyHead(status: .ok, headers: [:], length: 0), body: ByteBuffer())
        case .local(let route): core.local.answer(route, to: self)
        case .forward, .forwardResponseItem, .google: ForwardedRequest(request, for: self, core: core).start()
        }
    }

    // MARK: Response

    /// The response has been handed to the connection. What is left of the request is dropped before the next one begins.
    func responseDidEnd(closesConnection: Bool) {
        isClosing = closesConnection
        closingSince = closesConnection ? .now() : nil
        response = nil
        exchange = nil
        if case .discarding = phase { return }
        becomeIdle()
    }

    /// The last byte of a response after which the connection closes has gone out (or never will).
    func lastByteDidLeave() {
        hasLastByteLeft = true
        if case .discarding = phase { return }
        close()
    }

    private func becomeIdle() {
        if isClosing {
            // Closing earlier would throw away what the socket has not taken yet.
            phase = .answering
            if hasLastByteLeft { close() }
        } else if core.isShuttingDown {
            close()
        } else {
            phase = .idle(since: .now(), headStart: nil)
            scheduleTimer()
        }
    }

    /// Closes behind what has been written; a flush of it may still have been outstanding.
    func close() {
        flushWrites()
        context?.close(promise: nil)
    }

    // MARK: Time

    func scheduleTimer() {
        guard !isGone, let deadline = nextDeadline else { return }
        timer.fire(by: deadline, for: self, on: core.eventLoop)
    }

    private var nextDeadline: NIODeadline? {
        let times = core.configuration.times
        switch phase {
        case .idle(let since, nil): return since + times.keepAlive
        case .idle(_, let headStart?): return headStart + times.head
        case .collecting(_, let lastByte): return lastByte + times.body
        case .discarding(_, let since): return since + times.discarding
        case .answering:
            let unread = (unwritableSince ?? closingSince).map { $0 + times.idleStream }
            return .earlier(unread, exchange?.nextDeadline)
        }
    }

    func timerDidFire() {
        timer.didFire()
        let now = NIODeadline.now()
        guard !isGone, let deadline = nextDeadline else { return }
        guard now >= deadline else { return scheduleTimer() }
        switch phase {
        case .idle(_, nil), .discarding: close()
        case .idle, .collecting: refuseAndClose(ErrorResponse(408, "The request did not arrive in time.", type: "timeout_error"))
        case .answering: answerDidWait(now)
        }
    }

    private func answerDidWait(_ now: NIODeadline) {
        if let since = unwritableSince ?? closingSince, now >= since + core.configuration.times.idleStream {
            close()
            return
        }
        exchange?.tick(now: now)
        // A client that does not read gets no pings; look again soon.
        guard !isGone, let deadline = nextDeadline else { return }
        timer.fire(by: max(deadline, now + .milliseconds(10)), for: self, on: core.eventLoop)
    }
}
