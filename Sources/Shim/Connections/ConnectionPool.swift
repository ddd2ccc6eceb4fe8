import NIOCore
import NIOHTTP1
import NIOSSL

/// The connections to the upstream that wait for the next request. Lives on one event loop.
final class ConnectionPool {
    struct Limits: Sendable {
        /// Idle connections kept; one more is closed.
        var idleCount = 32
        /// Below nginx' default `keepalive_timeout` of 75 s, so that we mostly close first.
        var idleTime = TimeAmount.seconds(55)
        /// Connections kept ready ahead of need.
        var spareCount = 0
    }

    let eventLoop: any EventLoop
    private let connector: any UpstreamConnector
    private let tls: UpstreamTLS?
    let limits: Limits
    private let handshakeTime: TimeAmount
    private let flushes: FlushQueue
    private var tlsContext: NIOSSLContext?
    /// The one used last comes first: the rest may grow old and be closed.
    private var idle: [UpstreamHandler] = []
    private var open: [ObjectIdentifier: UpstreamHandler] = [:]
    private var expiry: Scheduled<Void>?
    var spares: SparePolicy
    var spareTimer: Scheduled<Void>?
    /// Requests that wait for a connection of their own, and take a spare one if that is ready first.
    var waiters: [ConnectionWaiter] = []
    /// Connections on their way for a request that has taken a spare one: they will be spare themselves.
    var surplusCount = 0
    private(set) var isClosed = false

    /// - Parameters:
    ///   - tls: nil speaks plain HTTP, for a test upstream only.
    ///   - tlsContext: one that several pools share; nil makes it when it is needed.
    init(
        on eventLoop: any EventLoop, connector: any UpstreamConnector, tls: UpstreamTLS?, tlsContext: NIOSSLContext? = nil,
        handshakeTime: TimeAmount, flushes: FlushQueue, limits: Limits = Limits()
    ) {
        self.eventLoop = eventLoop
        self.connector = connector
        self.tls = tls
        self.tlsContext = tlsContext
        self.handshakeTime = handshakeTime
        self.flushes = flushes
        self.limits = limits
        spares = SparePolicy(count: limits.spareCount)
    }

    var openCount: Int { open.count }
    var idleCount: Int { idle.count }
    /// How the way to the upstream is doing.
    var route: RouteStatus? { connector.route }

    /// Gives a connection: an idle one at once, or else a new one when it is ready.
    ///
    /// - Parameter isFresh: asks for a new one, after an idle one has turned out to be stale.
    func acquire(isFresh: Bool = false, _ receive: @escaping (Result<UpstreamHandler, UpstreamFailure>) -> Void) {
        if limits.spareCount > 0 { spares.didNeed(now: .now()) }
        if !isFresh, let connection = idle.popLast() {
            if limits.spareCount > 0 { didTake(connection) }
            return receive(.success(connection))
        }
        let waiter = ConnectionWaiter(receive)
        waiters.append(waiter)
        connect { [weak self] result in
            guard waiter.isWaiting else {
                // A spare one was faster, and this one takes its place. A failure concerns nobody.
                self?.surplusCount -= 1
                if case .success(let connection) = result { connection.release() }
                self?.openSpares()
                return
            }
            self?.waiters.removeAll { $0 === waiter }
            waiter.deliver(result)
        }
        // After the request's own: streams of a tunnel are opened one after another.
        openSpares()
    }

    /// Opens the spare connections: the way to the upstream has just come up.
    func prepare() {
        spares.didComeUp()
        openSpares()
    }

    /// Closes the idle connections now and the others when their reply is complete.
    func close() {
        isClosed = true
        expiry?.cancel()
        spareTimer?.cancel()
        idle.removeAll()
        for connection in open.values { connection.breakOff() }
        connector.close()
    }

    func connect(_ receive: @escaping (Result<UpstreamHandler, UpstreamFailure>) -> Void) {
        let handler = UpstreamHandler(flushes: flushes, onReady: receive)
        let tlsHandler: NIOSSLClientHandler?
        do {
            tlsHandler = try makeTLSHandler()
        } catch {
            return receive(.failure(.handshake("\(error)")))
        }
        let parts = NIOLoopBound((handler, tlsHandler), eventLoop: eventLoop)
        let pool = NIOLoopBound(self, eventLoop: eventLoop)
        connector.connect(on: eventLoop) { channel in
            channel.eventLoop.makeCompletedFuture {
                try ConnectionPool.addHandlers(parts.value.0, tls: parts.value.1, to: channel)
            }
        }.assumeIsolated().whenComplete { result in
            switch result {
            case .success: pool.value.didConnect(parts.value.0, isPlain: parts.value.1 == nil)
            case .failure(let error): receive(.failure(UpstreamFailure(error)))
            }
        }
    }

    private func makeTLSHandler() throws -> NIOSSLClientHandler? {
        guard let tls else { return nil }
        let context = try tlsContext ?? tls.makeContext()
        tlsContext = context
        return try tls.makeHandler(context)
    }

    private static func addHandlers(_ handler: UpstreamHandler, tls: NIOSSLClientHandler?, to channel: any Channel) throws {
        let operations = channel.pipeline.syncOperations
        if let tls { try operations.addHandler(tls) }
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = 64 * 1024
        try operations.addHandler(HTTPRequestEncoder(configuration: .init()))
        try operations.addHandler(
            ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)))
        try operations.addHandler(handler)
    }

    private func didConnect(_ handler: UpstreamHandler, isPlain: Bool) {
        guard !isClosed else { return handler.refuse() }
        open[ObjectIdentifier(handler)] = handler
        // Strong on purpose: a handler lets go of both when its connection closes, and weak references would make every use slower.
        handler.onClose = { handler in self.didClose(handler) }
        handler.onIdle = { handler in self.didBecomeIdle(handler) }
        if isPlain { handler.becomeReady() } else { handler.expectReady(within: handshakeTime, on: eventLoop) }
    }

    private func didClose(_ handler: UpstreamHandler) {
        open[ObjectIdentifier(handler)] = nil
        guard let index = idle.firstIndex(where: { $0 === handler }) else { return }
        idle.remove(at: index)
        if handler.hasServed { openSpares() } else { didLoseSpare() }
    }

    private func didBecomeIdle(_ handler: UpstreamHandler) {
        guard !isClosed, idle.count < limits.idleCount else { return handler.abort() }
        handler.idleSince = .now()
        handler.hasWaited = true
        idle.append(handler)
        scheduleExpiry(at: handler.idleSince + limits.idleTime)
    }

    private func scheduleExpiry(at deadline: NIODeadline) {
        guard expiry == nil else { return }
        expiry = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.expire() }
    }

    private func expire() {
        expiry = nil
        let now = NIODeadline.now()
        let old = idle.filter { $0.idleSince + limits.idleTime <= now }
        // First out of the pool, so that their end is not taken for a loss.
        idle.removeAll { $0.idleSince + limits.idleTime <= now }
        for connection in old { connection.abort() }
        if !old.isEmpty { spares.didWork() }
        openSpares()
        if let oldest = idle.map(\.idleSince).min() { scheduleExpiry(at: oldest + limits.idleTime) }
    }
}

/// A request that waits for a connection. It gets one answer.
final class ConnectionWaiter {
    private var receive: ((Result<UpstreamHandler, UpstreamFailure>) -> Void)?

    init(_ receive: @escaping (Result<UpstreamHandler, UpstreamFailure>) -> Void) {
        self.receive = receive
    }

    var isWaiting: Bool { receive != nil }

    func deliver(_ result: Result<UpstreamHandler, UpstreamFailure>) {
        let receive = receive
        self.receive = nil
        receive?(result)
    }
}
