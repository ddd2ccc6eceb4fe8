import FakeArgo
import Logging
import NIOConcurrencyHelpers
import NIOCore
import ServiceLifecycle

@testable import Shim

/// The token that a test's shim asks for.
struct TestTokens: AccessTokenSource {
    static let good = "test-token-0123456789"

    func acceptsAny(of candidates: [String]) -> Bool { candidates.contains(Self.good) }
}

/// A shim in front of an embedded Argo, both on free ports of loopback, for the time of one test.
struct TestShim: Sendable {
    let port: Int
    let argo: FakeArgo
    let server: ShimServer
    let log: LogRecorder

    /// The request line and headers of an admitted request.
    func head(
        _ method: String, _ path: String, headers: [String] = [], version: String = "HTTP/1.1"
    ) -> String {
        (["\(method) \(path) \(version)", "Host: 127.0.0.1:\(port)", "x-api-key: \(TestTokens.good)"] + headers)
            .joined(separator: "\r\n") + "\r\n\r\n"
    }

    /// A whole admitted POST of a JSON body.
    func post(_ path: String, _ body: String, headers: [String] = []) -> String {
        head("POST", path, headers: ["content-type: application/json", "content-length: \(body.utf8.count)"] + headers) + body
    }

    /// Sends one request on a connection of its own and gives the response.
    func send(_ request: String, toHead: Bool = false) async throws -> RawResponse {
        let connection = try await RawConnection.open(port: port)
        try await connection.send(request)
        let response = try await connection.response(toHead: toHead)
        await connection.close()
        return response
    }

    func get(_ path: String, headers: [String] = []) async throws -> RawResponse {
        try await send(head("GET", path, headers: headers))
    }
}

/// Starts an embedded Argo and a shim in front of it, and stops both in every case.
///
/// - Parameters:
///   - quirks: what Argo does differently from the vendors.
///   - scripts: what Argo does instead of answering, in order. The shim's own look at the list of models is not one of the requests that
///     they answer, where they name a path.
///   - route: what the connector tells of its way.
///   - upstreamPort: leads elsewhere than to the embedded Argo.
///   - hasModels: waits until the shim has Argo's list of models, so that no request of its own is on the way when the test begins.
///   - change: what is different in the shim's configuration.
func withTestShim<Result>(
    quirks: Quirks = .all, scripts: [Script] = [], isAuthenticated: Bool = true, hasModels: Bool = true,
    route: RouteStatus? = nil, upstreamPort: Int? = nil,
    change: (inout ShimConfiguration) -> Void = { _ in },
    _ body: (TestShim) async throws -> Result
) async throws -> Result {
    try await FirstShim.shared.start()
    await ShimPlaces.shared.take()
    do {
        let result = try await runTestShim(quirks, scripts, isAuthenticated, hasModels, route, upstreamPort, change, body)
        await ShimPlaces.shared.giveBack()
        return result
    } catch {
        await ShimPlaces.shared.giveBack()
        throw error
    }
}

private func runTestShim<Result>(
    _ quirks: Quirks, _ scripts: [Script], _ isAuthenticated: Bool, _ hasModels: Bool, _ route: RouteStatus?, _ upstreamPort: Int?,
    _ change: (inout ShimConfiguration) -> Void,
    _ body: (TestShim) async throws -> Result
) async throws -> Result {
    try await withFakeArgo(quirks: quirks, scripts: scripts) { argo in
        var configuration = ShimConfiguration(
            port: 0, upstreamName: "apps.inside.anl.gov", tls: nil, policy: RewritePolicy(user: "tester"), modelCachePath: nil,
            version: "test")
        change(&configuration)
        let log = LogRecorder()
        let server = try await ShimServer.start(
            configuration, connector: ScriptedConnector(port: upstreamPort ?? argo.port, route: route),
            tokens: isAuthenticated ? TestTokens() : nil,
            logger: log.logger)
        let group = ServiceGroup(services: [server], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            if hasModels { for await _ in server.modelUpdates() { break } }
            do {
                let result = try await body(TestShim(port: server.port, argo: argo, server: server, log: log))
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                return result
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
        }
    }
}

/// Runs one request through one shim before any other test does.
///
/// Swift's runtime (seen with 6.3.1 on Linux) can crash in `swift_checkMetadataState` when several threads make the same nested generic
/// types, here NIO's decoders, for the first time at the same moment. A program has one shim on one thread; only tests start dozens.
actor FirstShim {
    static let shared = FirstShim()
    private var first: Task<Void, any Error>?

    func start() async throws {
        let first = first ?? Task { try await Self.serveOneRequest() }
        self.first = first
        try await first.value
    }

    private static func serveOneRequest() async throws {
        let argo = try await FakeArgo.start()
        let configuration = ShimConfiguration(
            port: 0, upstreamName: "apps.inside.anl.gov", tls: nil, policy: RewritePolicy(user: "first"), modelCachePath: nil,
            version: "test")
        let server = try await ShimServer.start(
            configuration, connector: DirectConnector(host: "127.0.0.1", port: argo.port), tokens: nil,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let connection = try await RawConnection.open(port: server.port)
        let body = #"{"model":"gpt4o","messages":[]}"#
        try await connection.send(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)")
        _ = try await connection.response()
        await connection.close()
        await server.closeConnections()
        try await server.group.shutdownGracefully()
        await argo.shutdown()
    }
}

/// Lets a bounded number of shims run at one time: hundreds of tests start at once, and each shim takes a dozen descriptors and a thread.
actor ShimPlaces {
    static let shared = ShimPlaces(count: 8)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(count: Int) {
        free = count
    }

    func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func giveBack() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}

/// Keeps the log of one shim for its test.
struct LogRecorder: Sendable {
    private let lines = NIOLockedValueBox<[String]>([])

    /// What was logged so far, one line a message, metadata as `key=value`.
    var text: String { lines.withLockedValue { $0.joined(separator: "\n") } }

    var logger: Logger {
        let lines = lines
        return Logger(label: "test") { _ in Handler(lines: lines) }
    }

    private struct Handler: LogHandler {
        let lines: NIOLockedValueBox<[String]>
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            lines.withLockedValue { $0.append(([event.level.rawValue, "\(event.message)"] + fields).joined(separator: " ")) }
        }
    }
}

extension FakeArgo {
    /// The last request that came from a client: the shim asks for the list of models by itself, at any time.
    var lastQuestion: ReceivedRequest? {
        get async { await requests.last { $0.path != "/argoapi/v1/models" } }
    }
}
