import NIOCore
import NIOPosix
import SystemPackage
import Testing

@testable import SystemSupport

@Suite(.timeLimit(.minutes(2)))
struct PortListenerTests {
    @Test func `connections are handed out, and an interruption ends the wait`() async throws {
        let listener = try PortListener(port: 0)
        let port = try #require(listener.port)
        let interruption = Interruption()
        let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port).get()
        let connection = try #require(await onOwnThread { listener.next(interruption) })
        PortListener.refuse(connection)
        try await client.closeFuture.get()
        async let next = onOwnThread { listener.next(interruption) }
        interruption.trigger()
        #expect(await next == nil)
    }

    @Test func `a port that is taken is told`() throws {
        let listener = try PortListener(port: 0)
        let port = try #require(listener.port)
        #expect(throws: Errno.addressInUse) { _ = try PortListener(port: port) }
    }
}
