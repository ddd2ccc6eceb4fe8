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

    let core: ShimCore
    /// Beyond the limit of connections: the first request is answered 503.
    private let isSurplus: Bool
    private(set) var context: ChannelHandlerContext?
    private var timer = ConnectionTimer()
    private var state: ClientConnectionState
    /// The response being written, from its request's head to its last byte.
    var response: ClientResponse?
    var exchange: Exchange?
    private var isDelivering = false

    init(core: ShimCore, isSurplus: Bool) {
        self.core = core
        self.isSurplus = isSurplus
        state = ClientConnectionState(core.connectionBounds)
    }

    /// Nobody waits for anything on this connection.
    var isIdle: Bool { state.isIdle }

    // MARK: Connection

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        state.didOpen(now: .now())
        scheduleTimer()
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        exchange?.cancel()
        if let response { core.log(response, facts: exchange?.facts, outcome: core.isClosing ? .stopped : .clientGone) }
        exchange = nil
        response = nil
        // A write that fails closes the connection from within: whoever is at work on what came before must find nothing more to do.
        state.didClose()
        timer.cancel()
        core.connectionDidClose(self)
        context.fireChannelInactive()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let isWritable = context.channel.isWritable
        state.writabilityDidChange(isWritable: isWritable, now: .now())
        if isWritable {
            exchange?.resume()
            releaseRead()
        } else {
            exchange?.pause()
        }
        scheduleTimer()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, error != .invalidEOFState, !state.isDiscarding else {
            return close()
        }
        if let error = state.receive(error) { refuse(error) }
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
        state.beginRefusal()
        answer(refusal)
        scheduleTimer()
    }

    // MARK: Request

    func channelReadComplete(context: ChannelHandlerContext) {
        if state.didRead(now: .now()) { scheduleTimer() }
        context.fireChannelReadComplete()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // The method and not NIO's static function of the same name, which the compiler does not specialise (Swift 6.3).
        if let arrival = state.receive(.part(unwrapInboundIn(data))) { deal(with: arrival) }
    }

    func read(context: ChannelHandlerContext) {
        if state.allowsRead(isWritable: context.channel.isWritable) { context.read() }
    }

    private func releaseRead() {
        guard let context, state.releasesRead(isWritable: context.channel.isWritable) else { return }
        context.read()
    }

    private func deal(with arrival: ClientConnectionState.Arrival) {
        switch arrival {
        case .part(.head(let head)): begin(head)
        case .part(.body(let bytes)): take(bytes)
        case .part(.end): finish()
        case .failure(let error): refuse(error)
        }
    }

    /// Goes on with what waits, until it leads to an answer that takes its time.
    func deliverWaiting() {
        // An answer that is given at once comes back here; the loop that is under way already goes on then.
        guard !isDelivering else { return }
        isDelivering = true
        while let arrival = state.nextWaiting() { deal(with: arrival) }
        isDelivering = false
        releaseRead()
    }

    private func begin(_ head: HTTPRequestHead) {
        let now = NIODeadline.now()
        let id = core.nextRequestID()
        let target = RequestTarget(head.uri)
        let response = ClientResponse(id: id, head: head, start: now)
        let isLast = head.method == .CONNECT || head.headers.contains(name: "upgrade")
        if isLast { response.closesConnection = true }
        self.response = response
        switch core.gate.decide(head, target: target, isSurplus: isSurplus) {
        case .success(let route):
            state.begin(PendingRequest(id: id, head: head, route: route), isLast: isLast, now: now)
            if head.version == .http1_1, expectsContinue(head) { sendContinue() }
        case .failure(let refusal):
            // A client that waits for "100 Continue" may or may not send the body after a refusal: only a new connection is certain.
            if expectsContinue(head) || isSurplus { response.closesConnection = true }
            state.begin(nil, isLast: isLast, now: now)
            answer(refusal)
        }
        scheduleTimer()
    }

    private func expectsContinue(_ head: HTTPRequestHead) -> Bool {
        head.headers[canonicalForm: "expect"].contains { $0.lowercased() == "100-continue" }
    }

    private func take(_ bytes: ByteBuffer) {
        switch state.take(bytes, now: .now()) {
        case .none: break
        case .refuse: answer(core.gate.bodyTooLarge)
        case .close: close()
        }
    }

    private func finish() {
        switch state.finish(isShuttingDown: core.isShuttingDown, now: .now()) {
        case .none: scheduleTimer()
        case .close: close()
        case .serve(let request):
            perform(request)
            scheduleTimer()
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

    func responseDidEnd(closesConnection: Bool) {
        response = nil
        exchange = nil
        if state.responseDidEnd(isLast: closesConnection, isShuttingDown: core.isShuttingDown, now: .now()) { return close() }
        scheduleTimer()
    }

    /// The last byte of a response after which the connection closes has gone out (or never will).
    func lastByteDidLeave() {
        if state.lastByteDidLeave() { close() }
    }

    /// Closes behind what has been written; a flush of it may still have been outstanding.
    func close() {
        flushWrites()
        context?.close(promise: nil)
    }

    // MARK: Time

    func scheduleTimer() {
        guard let deadline = state.deadline(exchange: exchange?.nextDeadline) else { return }
        timer.fire(by: deadline, for: self, on: core.eventLoop)
    }

    func timerDidFire() {
        timer.didFire()
        let now = NIODeadline.now()
        guard let deadline = state.deadline(exchange: exchange?.nextDeadline) else { return }
        guard now >= deadline else { return scheduleTimer() }
        switch state.timeAction(now: now) {
        case .close: close()
        case .refuse: refuseAndClose(ErrorResponse(408, "The request did not arrive in time.", type: "timeout_error"))
        case .tick:
            exchange?.tick(now: now)
            // A client that does not read gets no pings; look again soon.
            guard let deadline = state.deadline(exchange: exchange?.nextDeadline) else { return }
            timer.fire(by: max(deadline, now + .milliseconds(10)), for: self, on: core.eventLoop)
        }
    }
}
