import FakeArgo
import Logging
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
    route: RouteReport? = nil, upstreamPort: Int? = nil,
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
    _ quirks: Quirks, _ scripts: [Script], _ isAuthenticated: Bool, _ hasModels: Bool, _ route: RouteReport?, _ upstreamPort: Int?,
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
