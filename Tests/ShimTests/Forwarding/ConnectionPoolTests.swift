import FakeArgo
import NIOCore
import NIOPosix
import Testing

@testable import Shim

@Suite(.timeLimit(.minutes(2)))
struct ConnectionPoolTests {
    @Test(arguments: [true, false])
    func `who waits for a connection is told when the pool closes meanwhile`(isEncrypted: Bool) async throws {
        let argo = try await FakeArgo.start()
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let result = try await eventLoop.flatSubmit {
            let pool = ConnectionPool(
                on: eventLoop, connector: DirectConnector(host: "127.0.0.1", port: argo.port),
                tls: isEncrypted ? UpstreamTLS(serverName: "apps.inside.anl.gov", trust: .anybody) : nil, handshakeTime: .hours(1),
                flushes: FlushQueue(on: eventLoop))
            let promise = eventLoop.makePromise(of: Bool.self)
            pool.acquire { result in
                if case .success = result { promise.succeed(true) } else { promise.succeed(false) }
            }
            pool.close()
            return promise.futureResult
        }.get()
        #expect(!result)
        await argo.shutdown()
    }
}
