import FakeArgo
import Logging
import NIOCore

@testable import Shim

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
