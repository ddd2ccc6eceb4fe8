import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Testing

@testable import Relay

/// A listening relay and its clients on loopback, in front of a server that sends back what it gets.
@Suite(.timeLimit(.minutes(2)))
struct RelayServerTests {
    private static let target = RelayTarget(host: "apps.inside.anl.gov", port: 443)
    private static let token = "the-token-of-both-sides"

    private struct Keys: RelayKeySource {
        func token(where isRight: (String) -> Bool) -> String? { isRight(RelayServerTests.token) ? RelayServerTests.token : nil }
    }

    @Test func `bytes go through in both directions, and each end is passed on`() async throws {
        try await withRelay { relay in
            let client = try await relay.client()
            let text = String(repeating: "0123456789", count: 100_000)
            try await client.send(text, ends: true)
            #expect(try await client.received() == text)
        }
    }

    @Test func `with another token nothing is opened`() async throws {
        try await withRelay { relay in
            await #expect(throws: RelayRefusal.unproven) { try await relay.client(token: "another-token-entirely") }
            #expect(relay.opened.withLockedValue { $0 } == 0)
        }
    }

    @Test func `whoever proves nothing is closed in time, and as many as may wait keep others out`() async throws {
        var limits = RelayLimits()
        limits.strangers = 2
        limits.proofTime = .seconds(15)
        try await withRelay(limits: limits) { relay in
            let silent = [try await relay.connect(), try await relay.connect()]
            let surplus = try await relay.connect()
            #expect(try await surplus.received().hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            for one in silent { #expect(try await one.received().hasPrefix("HTTP/1.1 408 Request Timeout\r\n")) }
            // Their places are free again.
            let client = try await relay.client()
            try await client.send("x", ends: true)
            #expect(try await client.received() == "x")
        }
    }

    @Test func `an end of the relay cuts what goes through it`() async throws {
        try await withRelay { relay in
            let client = try await relay.client()
            await relay.listener.close()
            await relay.relayServer.close()
            #expect(try await client.received() == "")
            #expect(relay.relayServer.openCount == 0)
        }
    }

    @Test func `a stream that cannot be opened is told with its reason`() async throws {
        try await withRelay(isUp: false) { relay in
            await #expect(throws: RelayRefusal.refused(reason: "the tunnel is down", retryAfterSeconds: 7)) { try await relay.client() }
        }
    }

    // MARK: The parts

    private struct TestRelay: Sendable {
        let listener: RelayListener
        let relayServer: RelayServer
        let opened: NIOLockedValueBox<Int>
        let eventLoop: any EventLoop

        func connect() async throws -> TestClient {
            let client = TestClient(on: eventLoop)
            client.channel.withLockedValue { $0 = nil }
            let channel = try await ClientBootstrap(group: eventLoop).channelOption(.allowRemoteHalfClosure, value: true)
                .channelInitializer { client.listen(on: $0) }.connect(host: "127.0.0.1", port: listener.port).get()
            client.channel.withLockedValue { $0 = channel }
            return client
        }

        func client(token: String = RelayServerTests.token) async throws -> TestClient {
            let client = TestClient(on: eventLoop)
            let channel = try await ClientBootstrap(group: eventLoop).channelOption(.allowRemoteHalfClosure, value: true)
                .connect(host: "127.0.0.1", port: listener.port)
                .flatMap { channel in
                    RelayClient.open(channel, to: RelayServerTests.target, token: token) { client.listen(on: $0) }.map { channel }
                }.get()
            client.channel.withLockedValue { $0 = channel }
            return client
        }
    }

    private func withRelay(
        limits: RelayLimits = RelayLimits(), isUp: Bool = true, _ body: (TestRelay) async throws -> Void
    ) async throws {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let echo = try await ServerBootstrap(group: eventLoop).childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Echo()) }
            }.bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(echo.localAddress?.port)
        let opened = NIOLockedValueBox(0)
        let relayServer = RelayServer(target: Self.target, limits: limits, keys: Keys()) { eventLoop, initializer in
            guard isUp else { return eventLoop.makeFailedFuture(RelayUnavailable(reason: "the tunnel is down", retryAfterSeconds: 7)) }
            opened.withLockedValue { $0 += 1 }
            return ClientBootstrap(group: eventLoop).channelInitializer(initializer).connect(host: "127.0.0.1", port: port)
        }
        let listener = try await RelayListener(address: "127.0.0.1", port: 0, relayServer: relayServer, on: eventLoop)
        try await body(TestRelay(listener: listener, relayServer: relayServer, opened: opened, eventLoop: eventLoop))
        await listener.close()
        await relayServer.close()
        try await echo.close()
    }

    private final class TestClient: Sendable {
        let channel = NIOLockedValueBox<(any Channel)?>(nil)
        private let text: EventLoopPromise<String>

        init(on eventLoop: any EventLoop) { text = eventLoop.makePromise() }

        func listen(on channel: any Channel) -> EventLoopFuture<Void> {
            let text = text
            return channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Collector(text)) }
        }

        func send(_ bytes: String, ends: Bool) async throws {
            let channel = try #require(channel.withLockedValue { $0 })
            try await channel.writeAndFlush(channel.allocator.buffer(string: bytes)).get()
            if ends { try await channel.close(mode: .output).get() }
        }

        /// Everything, when the other side has ended.
        func received() async throws -> String { try await text.futureResult.get() }

        deinit { text.succeed("") }
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let text: EventLoopPromise<String>
        private var bytes: [UInt8] = []

        init(_ text: EventLoopPromise<String>) { self.text = text }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { bytes += unwrapInboundIn(data).readableBytesView }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .some(.inputClosed) = event as? ChannelEvent { finish(context) }
        }

        func channelInactive(context: ChannelHandlerContext) { finish(context) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { finish(context) }

        private func finish(_ context: ChannelHandlerContext) {
            text.succeed(String(decoding: bytes, as: UTF8.self))
            context.close(promise: nil)
        }
    }

    private final class Echo: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { context.writeAndFlush(data, promise: nil) }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .some(.inputClosed) = event as? ChannelEvent { context.close(mode: .output, promise: nil) }
        }
    }
}
