import NIOCore
import NIOHTTP1

/// Where a client's connection is: which request is coming in or being answered, what may be read, and when it is to close.
///
/// Pure: it is told what has happened and when, and answers what is to be done. One request is served at a time; what a client sends behind
/// it waits.
struct ClientConnectionState {
    /// What comes out of the decoder.
    enum Arrival {
        case part(HTTPServerRequestPart)
        case failure(HTTPParserError)
    }

    private enum Phase {
        /// Between requests. `headStart` is when the first byte of a head came that is not whole yet.
        case idle(since: NIODeadline, headStart: NIODeadline?)
        /// The body of an admitted request is coming in.
        case collecting(PendingRequest, lastByte: NIODeadline)
        /// The request is whole, or will never be; its response is on the way.
        case answering
        /// The response has been sent already; what is left of the request is dropped, so that the next one is read from its beginning.
        case discarding(byteCount: Int, since: NIODeadline, Closing?)
        /// The last response has been handed over. Closing at once would throw away what the socket has not taken yet.
        case closing(Closing)
        case closed
    }

    /// The connection ends behind the response that was handed over.
    private struct Closing {
        let since: NIODeadline
        var hasLastByteLeft = false
    }

    private enum Input {
        case open
        /// No request can follow the current one: behind CONNECT and an upgrade the decoder reads nothing more.
        case lastRequest
        case ended
    }

    /// What a connection may take and wait for. A reference, because the state is looked at for each event.
    final class Bounds: Sendable {
        let limits: ShimConfiguration.Limits
        let times: ShimConfiguration.Times

        init(_ limits: ShimConfiguration.Limits, _ times: ShimConfiguration.Times) {
            (self.limits, self.times) = (limits, times)
        }
    }

    private let bounds: Bounds
    private var phase = Phase.idle(since: .now(), headStart: nil)
    private var input = Input.open
    /// What came behind the request that is being answered: no more than one read's worth, because reading stops then.
    private var waiting = CircularBuffer<Arrival>(initialCapacity: 0)
    private var isReadHeld = false
    /// Whether anything of a request has come out of the decoder since the last pause in reading.
    private var hasPartInRead = false
    /// Since when the client has not read; nil while it does.
    private var unwritableSince: NIODeadline?

    init(_ bounds: Bounds) {
        self.bounds = bounds
    }

    /// Nobody waits for anything on this connection: no request is in progress, or only the rest of a refused one.
    var isIdle: Bool {
        switch phase {
        case .idle: true
        case .discarding(_, _, let closing): closing?.hasLastByteLeft ?? true
        case .collecting, .answering, .closing, .closed: false
        }
    }

    private var isBusy: Bool {
        switch phase {
        case .answering, .closing, .closed: true
        case .idle, .collecting, .discarding: false
        }
    }

    // MARK: Connection

    mutating func didOpen(now: NIODeadline) {
        phase = .idle(since: now, headStart: nil)
    }

    mutating func didClose() {
        phase = .closed
        waiting.removeAll()
    }

    mutating func writabilityDidChange(isWritable: Bool, now: NIODeadline) {
        unwritableSince = isWritable ? nil : now
    }

    // MARK: Reading

    /// A client that does not read its answers, or has sent ahead, is not read from: nothing piles up on either side.
    private func mayRead(_ isWritable: Bool) -> Bool {
        waiting.isEmpty && isWritable && input != .ended
    }

    /// The channel wants to read. Where it may not, it may later.
    mutating func allowsRead(isWritable: Bool) -> Bool {
        isReadHeld = !mayRead(isWritable)
        return !isReadHeld
    }

    /// Whether a read that was held back may happen now.
    mutating func releasesRead(isWritable: Bool) -> Bool {
        guard isReadHeld, mayRead(isWritable) else { return false }
        isReadHeld = false
        return true
    }

    /// The socket is read for now. Bytes of which no request came are the beginning of a head, which must not take for ever.
    ///
    /// - Returns: whether that is so.
    mutating func didRead(now: @autoclosure () -> NIODeadline) -> Bool {
        defer { hasPartInRead = false }
        guard case .idle(let since, nil) = phase, !hasPartInRead else { return false }
        phase = .idle(since: since, headStart: now())
        return true
    }

    /// Takes what has come.
    ///
    /// - Returns: the same if it is to be dealt with now; nil if it waits, or comes too late.
    mutating func receive(_ arrival: Arrival) -> Arrival? {
        hasPartInRead = true
        if case .closed = phase { return nil }
        guard isBusy || !waiting.isEmpty else { return arrival }
        waiting.append(arrival)
        return nil
    }

    /// As `receive`, for bytes that are no request.
    ///
    /// - Returns: the error if it is to be answered now.
    mutating func receive(_ error: HTTPParserError) -> HTTPParserError? {
        switch phase {
        // The last answer is still on its way out.
        case .closing, .closed: return nil
        case .idle, .collecting, .answering, .discarding:
            guard isBusy || !waiting.isEmpty else { return error }
            waiting.append(.failure(error))
            return nil
        }
    }

    /// Whether what comes belongs to a request that is dropped.
    var isDiscarding: Bool {
        if case .discarding = phase { true } else { false }
    }

    /// What has waited, once it can be dealt with. Requests behind the last one that this connection serves are not answered (RFC 9112,
    /// section 9.6).
    mutating func nextWaiting() -> Arrival? {
        switch phase {
        case .closing, .closed: waiting.removeAll()
        case .idle, .collecting, .answering, .discarding: break
        }
        return isBusy ? nil : waiting.popFirst()
    }

    // MARK: Request

    /// A head has come.
    ///
    /// - Parameters:
    ///   - request: nil if it is refused: its answer is sent now, and the rest of it dropped.
    ///   - isLast: whether no other can follow.
    mutating func begin(_ request: PendingRequest?, isLast: Bool, now: NIODeadline) {
        if isLast { input = .lastRequest }
        phase = request.map { .collecting($0, lastByte: now) } ?? .discarding(byteCount: 0, since: now, nil)
    }

    enum BodyAction {
        case none
        /// It is larger than it may be: answer that now.
        case refuse
        /// More comes of a refused request than is worth dropping.
        case close
    }

    /// Some of a request's body has come.
    mutating func take(_ bytes: ByteBuffer, now: NIODeadline) -> BodyAction {
        switch phase {
        case .collecting(var request, _):
            // Taken out first, so that appending does not copy what is there.
            phase = .answering
            guard request.byteCount + bytes.readableBytes <= bounds.limits.bodySize else {
                phase = .discarding(byteCount: bytes.readableBytes, since: now, nil)
                return .refuse
            }
            request.append(bytes)
            phase = .collecting(request, lastByte: now)
            return .none
        case .discarding(let byteCount, let since, let closing):
            phase = .discarding(byteCount: byteCount + bytes.readableBytes, since: since, closing)
            return byteCount + bytes.readableBytes > bounds.limits.discardedSize ? .close : .none
        case .idle, .answering, .closing, .closed:
            return .none
        }
    }

    enum EndAction {
        case none
        case serve(PendingRequest)
        case close
    }

    /// A request is whole.
    mutating func finish(isShuttingDown: Bool, now: NIODeadline) -> EndAction {
        if input == .lastRequest { input = .ended }
        switch phase {
        case .collecting(let request, _):
            phase = .answering
            return .serve(request)
        case .discarding(_, _, let closing):
            return endExchange(closing, isShuttingDown: isShuttingDown, now: now) ? .close : .none
        case .idle, .answering, .closing, .closed:
            return .none
        }
    }

    /// What never became a whole request is answered.
    mutating func beginRefusal() {
        phase = .answering
    }

    // MARK: Response

    /// The response has been handed to the connection. What is left of the request is dropped before the next one begins.
    ///
    /// - Returns: whether the connection is to close now.
    mutating func responseDidEnd(isLast: Bool, isShuttingDown: Bool, now: NIODeadline) -> Bool {
        let closing = isLast ? Closing(since: now) : nil
        if case .discarding(let byteCount, let since, _) = phase {
            phase = .discarding(byteCount: byteCount, since: since, closing)
            return false
        }
        return endExchange(closing, isShuttingDown: isShuttingDown, now: now)
    }

    /// The last byte of the last response has gone out (or never will).
    ///
    /// - Returns: whether the connection is to close now.
    mutating func lastByteDidLeave() -> Bool {
        guard case .discarding(let byteCount, let since, var closing) = phase else { return true }
        closing?.hasLastByteLeft = true
        phase = .discarding(byteCount: byteCount, since: since, closing)
        return false
    }

    /// - Returns: whether the connection is to close now.
    private mutating func endExchange(_ closing: Closing?, isShuttingDown: Bool, now: NIODeadline) -> Bool {
        if let closing {
            phase = .closing(closing)
            return closing.hasLastByteLeft
        }
        if isShuttingDown { return true }
        phase = .idle(since: now, headStart: nil)
        return false
    }

    // MARK: Time

    /// When something is to be done if nothing happens before; nil for never.
    ///
    /// - Parameter exchange: when the exchange that is being answered wants that.
    func deadline(exchange: NIODeadline?) -> NIODeadline? {
        switch phase {
        case .idle(let since, nil): since + bounds.times.keepAlive
        case .idle(_, let headStart?): headStart + bounds.times.head
        case .collecting(_, let lastByte): lastByte + bounds.times.body
        case .discarding(_, let since, _): since + bounds.times.discarding
        case .answering, .closing: .earlier(unreadDeadline, exchange)
        case .closed: nil
        }
    }

    /// When a client has taken too long to read.
    private var unreadDeadline: NIODeadline? {
        var since = unwritableSince
        if since == nil, case .closing(let closing) = phase { since = closing.since }
        return since.map { $0 + bounds.times.idleStream }
    }

    enum TimeAction {
        case close
        /// The request did not arrive in time: answer that.
        case refuse
        /// It is the exchange's time.
        case tick
    }

    /// What is to be done at the deadline.
    func timeAction(now: NIODeadline) -> TimeAction {
        switch phase {
        case .idle(_, nil), .discarding, .closed: .close
        case .idle, .collecting: .refuse
        case .answering, .closing: unreadDeadline.map { now >= $0 } == true ? .close : .tick
        }
    }
}
