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

@Suite(.timeLimit(.minutes(2)))
struct ConnectionPoolSpareTests {
    @Test func `two connections are ready as soon as the way is up, and no more`() async throws {
        try await TestPool.with(spareCount: 2) { test async throws in
            try await test.onLoop { $0.prepare() }
            try await test.waitUntilReady(2)
            #expect(test.connector.attempts == 2)
            try await test.argo.waitForConnections(2)
        }
    }

    @Test func `a pool without spares opens what is asked for and nothing else`() async throws {
        try await TestPool.with(spareCount: 0) { test async throws in
            try await test.onLoop { $0.prepare() }
            try await test.acquire().giveBack()
            #expect(test.connector.attempts == 1)
        }
    }

    @Test func `one that is taken is replaced`() async throws {
        try await TestPool.with(spareCount: 2) { test async throws in
            try await test.onLoop { $0.prepare() }
            try await test.waitUntilReady(2)
            let taken = try await test.acquire()
            try await test.waitUntilReady(2)
            #expect(test.connector.attempts == 3)
            // Three are one more than needed: the next two requests open nothing.
            try await taken.giveBack()
            try await test.acquire().giveBack()
            try await test.acquire().giveBack()
            #expect(test.connector.attempts == 3)
        }
    }

    @Test func `one that has grown old is replaced while there are requests`() async throws {
        try await TestPool.with(spareCount: 2, idleTime: .milliseconds(50)) { test async throws in
            try await test.acquire().giveBack()
            try await test.argo.waitForConnectionClosed(6)
            try await test.waitUntilReady(2)
        }
    }

    @Test func `failures are followed by pauses, and concern nobody`() async throws {
        try await TestPool.with(spareCount: 2, failures: 1) { test async throws in
            try await test.onLoop { $0.prepare() }
            // The first attempt fails at once; the second comes after a pause of a second, the request's own at once.
            #expect(test.connector.attempts == 1)
            let before = NIODeadline.now()
            let taken = try await test.acquire()
            #expect(test.connector.attempts == 2)
            try await taken.giveBack()
            try await test.waitUntilReady(2)
            #expect(NIODeadline.now() - before > .milliseconds(500))
            #expect(test.connector.attempts == 3)
        }
    }

    @Test func `connections that the upstream closes unused are not opened in a loop`() async throws {
        let closings = (0..<50).map { _ in Script(start: .accept, [.close]) }
        try await TestPool.with(spareCount: 1, scripts: closings) { test async throws in
            try await test.onLoop { $0.prepare() }
            try await test.argo.waitForConnectionClosed(1)
            // Many turns of both loops: a hot loop would have opened the next ones by now.
            for _ in 0..<200 { _ = try await test.onLoop { $0.idleCount } }
            #expect(test.connector.attempts <= 2)
        }
    }

    @Test func `a request takes a spare connection that is ready before its own`() async throws {
        try await TestPool.with(spareCount: 1) { test async throws in
            test.connector.hold(from: 1)
            try await test.onLoop { $0.prepare() }
            async let taken = test.acquire()
            while test.connector.attempts < 2 { _ = try await test.onLoop { $0.idleCount } }
            // The spare one goes on first, then the request's own.
            test.connector.letGo()
            let connection = try await taken
            try await test.waitUntilReady(1)
            #expect(test.connector.attempts == 2, "the request's own connection is the next spare one")
            try await connection.giveBack()
        }
    }

    @Test func `a spare connection that is still on its way holds no request up`() async throws {
        try await TestPool.with(spareCount: 1) { test async throws in
            test.connector.hold(from: 2)
            let first = try await test.acquire()
            // Its successor hangs; what is given back serves the next request.
            try await first.giveBack()
            try await test.acquire().giveBack()
            #expect(test.connector.attempts == 2)
            test.connector.letGo()
            try await test.waitUntilReady(2)
        }
    }

    @Test func `requests through a shim find connections that are ready`() async throws {
        let chat = #"{"model":"gpt4o","user":"tester","messages":[{"role":"user","content":"hi"}]}"#
        try await withTestShim(change: { $0.limits.spareCount = 2 }) { shim async throws in
            // The shim's own look at the models was the first request.
            try await shim.argo.waitForConnections(3)
            for _ in 0..<3 { #expect(try await shim.send(shim.post("/v1/chat/completions", chat)).status == 200) }
            #expect(await shim.argo.connectionCount.accepted == 3)
        }
    }

    @Test func `a spare connection may have gone stale, one that was opened for a request has not`() async throws {
        try await TestPool.with(spareCount: 1) { test async throws in
            let own = try await test.acquire()
            #expect(try await !own.hasWaited)
            try await test.waitUntilReady(1)
            let spare = try await test.acquire()
            #expect(try await spare.hasWaited)
            try await own.giveBack()
            try await spare.giveBack()
        }
    }
}

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
