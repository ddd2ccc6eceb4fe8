import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SystemSupport

/// An Argo on loopback, with the real one's quirks: for demonstrations without access to Argonne, and for tests.
///
/// It serves HTTP/1.1 on 127.0.0.1 and a free port, all connections on one event loop.
package final class FakeArgo: Sendable {
    /// The TCP port on 127.0.0.1.
    package let port: Int
    /// The certificates that it shows; nil when it speaks without TLS.
    package let certificates: CertificateChain?
    let eventLoop: any EventLoop
    let state: NIOLoopBound<ServerState>
    private let listener: any Channel

    private init(port: Int, certificates: CertificateChain?, state: NIOLoopBound<ServerState>, listener: any Channel) {
        self.port = port
        self.certificates = certificates
        self.state = state
        self.listener = listener
        eventLoop = listener.eventLoop
    }

    /// Says what is done at a request, in the place of a script. It is called on the server's event loop.
    package typealias Responder = @Sendable (ReceivedRequest) -> [Step]?

    /// Starts a server; whoever starts it must shut it down.
    ///
    /// - Parameters:
    ///   - tls: how it speaks TLS; nil for plain HTTP.
    ///   - quirks: what it does differently from the vendors' services.
    ///   - allowedUsers: whom it serves.
    ///   - scripts: what it does instead of answering, in order.
    ///   - responder: says what it does at a request that no script fits; nil, or nil from it, lets it answer by itself.
    ///   - pace: the time between two pieces of a streamed answer; zero sends the whole stream at once.
    ///   - keptRequests: how many requests are kept for a look at them; 0 keeps none. 256 MiB of bodies are kept at most.
    ///   - now: the time in seconds since 1970.
    /// - Throws: what NIO throws when it cannot listen, what NIOSSL throws about certificates.
    package static func start(
        tls: ServerTLS? = nil,
        quirks: Quirks = .all,
        allowedUsers: AllowedUsers = .anyWellFormed,
        scripts: [Script] = [],
        responder: Responder? = nil,
        pace: Duration = .zero,
        keptRequests: Int = 1_000,
        now: @escaping @Sendable () -> Int = { ClockReading.unixTime }
    ) async throws -> FakeArgo {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        let context = try tls?.context()
        let answerer = Answerer(quirks: quirks, allowedUsers: allowedUsers, now: now)
        let state = try await eventLoop.submit {
            let state = ServerState(
                eventLoop: eventLoop,
                answerer: answerer,
                scripts: scripts,
                responder: responder,
                pace: TimeAmount(pace),
                keptRequests: keptRequests
            )
            return NIOLoopBound(state, eventLoop: eventLoop)
        }.get()
        let listener = try await ServerBootstrap(group: eventLoop)
            .serverChannelOption(.backlog, value: 512)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let server = state.value
                    let transport = TransportHandler(server: server)
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(transport)
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
                    try pipeline.addHandler(ConnectionHandler(server: server, transport: transport))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        // A socket that is bound to an address of IPv4 has a port.
        return FakeArgo(port: listener.localAddress?.port ?? 0, certificates: tls?.chain, state: state, listener: listener)
    }

    /// Stops listening and closes every connection. A second call does nothing.
    package func shutdown() async {
        // A listener that is closed already is what is wanted here.
        try? await listener.close()
        await onLoop { state in
            state.shutDown()
            for connection in state.openConnections { connection.truncate() }
        }
    }

    // MARK: Scripts and quirks

    /// Adds a script behind those that wait.
    ///
    /// The parameters are those of `Script.init`.
    package func enqueue(path: String? = nil, start: Script.Start = .request, _ steps: [Step]) async {
        await onLoop { $0.scripts.append(Script(path: path, start: start, steps)) }
    }

    /// Changes the quirks for the requests to come.
    package func setQuirks(_ quirks: Quirks) async {
        await onLoop { $0.answerer.quirks = quirks }
    }

    /// Does something with the state where the state lives.
    func onLoop<Result: Sendable>(_ work: @escaping @Sendable (ServerState) -> Result) async -> Result {
        let state = state
        let eventLoop = eventLoop
        return await withCheckedContinuation { continuation in
            // The singleton's loops are never shut down, so that the closure always runs.
            eventLoop.execute { continuation.resume(returning: work(state.value)) }
        }
    }
}

/// Runs an embedded Argo for the time of a closure and shuts it down in every case.
///
/// The other parameters are those of `FakeArgo.start`.
///
/// - Parameter body: what is done with it.
/// - Returns: what the closure returns.
/// - Throws: what `FakeArgo.start` throws, and what the closure throws.
@discardableResult
package func withFakeArgo<Result>(
    tls: ServerTLS? = nil,
    quirks: Quirks = .all,
    allowedUsers: AllowedUsers = .anyWellFormed,
    scripts: [Script] = [],
    responder: FakeArgo.Responder? = nil,
    pace: Duration = .zero,
    _ body: (FakeArgo) async throws -> Result
) async throws -> Result {
    let fake = try await FakeArgo.start(
        tls: tls, quirks: quirks, allowedUsers: allowedUsers, scripts: scripts, responder: responder, pace: pace)
    do {
        let result = try await body(fake)
        await fake.shutdown()
        return result
    } catch {
        await fake.shutdown()
        throw error
    }
}

/// What can go wrong with the embedded Argo itself.
package enum FakeArgoError: Error, Equatable, Sendable {
    /// What a test waited for.
    package enum Awaited: Equatable, Sendable {
        /// So many requests in all.
        case requests(Int)
        /// A request that was not handed out yet.
        case nextRequest
        /// So many connections accepted in all.
        case connections(Int)
        /// So many connections closed in all.
        case closedConnections(Int)
    }

    /// What was waited for did not happen within the bound.
    case timedOut(waitingFor: Awaited)
    /// The server was shut down.
    case shutDown
}
