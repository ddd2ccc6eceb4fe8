import Logging
import NIOCore
import NIOHTTP1

/// What all connections of one shim share. Lives on its event loop.
final class ShimCore {
    let eventLoop: any EventLoop
    let configuration: ShimConfiguration
    let connectionBounds: ClientConnectionState.Bounds
    let gate: RequestGate
    let translator: RequestTranslator
    let models: ModelStore
    let argo: Upstream
    let providers: ProviderUpstreams
    /// Nil where no answers are kept.
    let responses: ResponseStore?
    let images: ImageFetcher
    let flushes: FlushQueue
    let logger: Logger
    private(set) var isShuttingDown = false
    /// Whether it no longer waits for anybody.
    private(set) var isClosing = false
    private(set) var counters = ShimCounters()
    private(set) var history = RequestHistory()
    private let requestIDPrefix: String
    private var connections: [ObjectIdentifier: ClientHandler] = [:]
    private var onLastClose: (() -> Void)?

    init(
        on eventLoop: any EventLoop, configuration: ShimConfiguration, gate: RequestGate, connector: any UpstreamConnector,
        models: ModelStore, logger: Logger, seed: UInt32
    ) {
        self.eventLoop = eventLoop
        self.configuration = configuration
        connectionBounds = ClientConnectionState.Bounds(configuration.limits, configuration.times)
        self.gate = gate
        self.models = models
        responses = configuration.responseFolder.map {
            ResponseStore(folder: ResponseFolder(path: $0, limits: configuration.responseLimits), logger: logger)
        }
        self.logger = logger
        requestIDPrefix = RequestID.prefix(seed: seed)
        images = ImageFetcher(fetching: configuration.images, eventLoop: eventLoop)
        flushes = FlushQueue(on: eventLoop)
        translator = RequestTranslator(
            rewriter: RequestRewriter(
                policy: configuration.policy, providers: ProviderDirectory(configuration.providers, aliases: configuration.aliases)))
        var limits = ConnectionPool.Limits()
        limits.spareCount = configuration.limits.spareCount
        let pool = ConnectionPool(
            on: eventLoop, connector: connector, tls: configuration.tls, handshakeTime: configuration.times.handshake, flushes: flushes,
            limits: limits)
        argo = Upstream(.argo, host: configuration.upstreamName, pool: pool)
        let flushes = flushes
        providers = ProviderUpstreams(configuration.providers, aliases: configuration.aliases, logger: logger) { address, trust, proxy in
            ConnectionPool(
                on: eventLoop, to: address, trust: trust, through: proxy, handshakeTime: configuration.times.handshake, flushes: flushes)
        }
    }

    var local: LocalResponder { LocalResponder(core: self) }

    func nextRequestID() -> RequestID {
        counters.requests += 1
        return RequestID(prefix: requestIDPrefix, number: counters.requests)
    }

    // MARK: Connections

    var connectionCount: Int { connections.count }
    var openExchanges: Int { connections.values.count { $0.exchange != nil } }

    /// - Returns: nil when even a connection that is only told "too many" would be one too many.
    func makeConnection() -> ClientHandler? {
        let limit = configuration.limits.connectionCount
        // Some room above the limit, so that the next clients learn why; beyond it they are just closed.
        guard !isShuttingDown, connections.count < limit + 64 else { return nil }
        let client = ClientHandler(core: self, isSurplus: connections.count >= limit)
        connections[ObjectIdentifier(client)] = client
        return client
    }

    func connectionDidClose(_ client: ClientHandler) {
        connections[ObjectIdentifier(client)] = nil
        if connections.isEmpty { onLastClose?() }
    }

    /// Closes idle connections now and lets the others finish what they are at.
    ///
    /// - Parameter onLastClose: called when the last one is gone.
    func shutDown(onLastClose: @escaping () -> Void) {
        isShuttingDown = true
        if connections.isEmpty { return onLastClose() }
        self.onLastClose = onLastClose
        for client in connections.values where client.isIdle { client.close() }
    }

    func closeAll() {
        isClosing = true
        for client in connections.values { client.close() }
        argo.pool.close()
        providers.close()
    }

    // MARK: Log

    enum Outcome: String {
        case complete
        case cut = "upstream closed early"
        case clientGone = "client disconnected"
        case stopped = "argo-shim stopped"
    }

    /// One line for each request; never a body, a token or a query.
    func log(_ response: ClientResponse, facts: ReplyFacts?, outcome: Outcome) {
        let status = response.status.map { Int($0.code) } ?? 0
        let isError = status >= 500 || outcome == .cut
        if isError { counters.errors += 1 }
        let now = NIODeadline.now()
        history.note(isError: isError, minute: now.minute)
        if facts?.saysInvalidModel == true { models.refresh() }
        guard logger.logLevel <= .info else { return }
        var metadata: Logger.Metadata = [
            "id": "\(response.id)", "status": "\(status)", "bytes": "\(response.byteCount)",
            "total_ms": "\((now - response.start).nanoseconds / 1_000_000)",
        ]
        if let head = response.head {
            metadata["route"] = "\(head.method.rawValue) \(RequestTarget(head.uri)?.path.prefix(200) ?? "?")"
        }
        if let firstByte = response.firstByte { metadata["first_byte_ms"] = "\((firstByte - response.start).nanoseconds / 1_000_000)" }
        if let id = response.upstreamID, id != response.id.description { metadata["upstream_id"] = "\(id.prefix(100))" }
        if let asked = response.requestedModel { metadata["model"] = "\(asked.prefix(100))" }
        if let sent = response.sentModel, sent != response.requestedModel { metadata["sent_model"] = "\(sent)" }
        let notes = response.notes + (facts?.notes ?? [])
        if !notes.isEmpty { metadata["notes"] = "\(notes.joined(separator: "; ").prefix(500))" }
        if outcome != .complete { metadata["outcome"] = "\(outcome.rawValue)" }
        logger.info("request", metadata: metadata)
    }
}

/// What is counted since the start.
struct ShimCounters {
    let start = NIODeadline.now()
    var requests = 0
    /// Responses of 500 and above, and replies that broke off.
    var errors = 0
}
