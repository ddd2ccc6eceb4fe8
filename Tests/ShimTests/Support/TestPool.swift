import FakeArgo
import NIOCore
import NIOPosix

@testable import Shim

/// A pool of connections to an embedded Argo, for the time of one test.
struct TestPool: Sendable {
    let argo: FakeArgo
    let connector: ScriptedConnector
    private let eventLoop: any EventLoop
    private let pool: NIOLoopBound<ConnectionPool>

    /// - Parameter failures: how many attempts to connect fail before the first that does not.
    static func with(
        spareCount: Int, idleTime: TimeAmount = .seconds(55), failures: Int = 0, scripts: [Script] = [],
        _ body: (TestPool) async throws -> Void
    ) async throws {
        try await FirstShim.shared.start()
        try await withFakeArgo(scripts: scripts) { argo in
            let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
            let connector = ScriptedConnector(port: argo.port, failures: failures)
            let pool = try await eventLoop.submit {
                var limits = ConnectionPool.Limits()
                limits.spareCount = spareCount
                limits.idleTime = idleTime
                return NIOLoopBound(
                    ConnectionPool(
                        on: eventLoop, connector: connector, tls: nil, handshakeTime: .seconds(5), flushes: FlushQueue(on: eventLoop),
                        limits: limits),
                    eventLoop: eventLoop)
            }.get()
            let test = TestPool(argo: argo, connector: connector, eventLoop: eventLoop, pool: pool)
            do {
                try await body(test)
                try await test.onLoop { $0.close() }
            } catch {
                try await test.onLoop { $0.close() }
                throw error
            }
        }
    }

    /// Does something with the pool where it lives.
    func onLoop<Result: Sendable>(_ work: @escaping @Sendable (ConnectionPool) -> Result) async throws -> Result {
        let pool = pool
        return try await eventLoop.submit { work(pool.value) }.get()
    }

    /// Takes a connection.
    func acquire() async throws -> TakenConnection {
        let pool = pool
        let eventLoop = eventLoop
        let promise = eventLoop.makePromise(of: NIOLoopBound<UpstreamHandler>.self)
        eventLoop.execute {
            pool.value.acquire { result in
                switch result {
                case .success(let handler): promise.succeed(NIOLoopBound(handler, eventLoop: eventLoop))
                case .failure(let failure): promise.fail(failure)
                }
            }
        }
        let handler = try await promise.futureResult.get()
        return TakenConnection(handler: handler, eventLoop: eventLoop)
    }

    /// Waits until so many connections are ready. The loop turns meanwhile, and the test's time limit ends a wait in vain.
    func waitUntilReady(_ count: Int) async throws {
        while try await onLoop({ $0.idleCount }) != count {}
    }
}

/// A connection that a test has taken from its pool.
struct TakenConnection: Sendable {
    let handler: NIOLoopBound<UpstreamHandler>
    let eventLoop: any EventLoop

    /// Whether it may have gone stale before it was taken.
    var hasWaited: Bool {
        get async throws {
            let handler = handler
            return try await eventLoop.submit { handler.value.hasWaited }.get()
        }
    }

    func giveBack() async throws {
        let handler = handler
        try await eventLoop.submit { handler.value.release() }.get()
    }
}
