import SystemSupport
import Testing

@testable import Tunnel

@Suite(.timeLimit(.minutes(1))) struct TCPDialerTests {
    @Test func `a server is reached`() async throws {
        let echo = try LoopbackServer.echo()
        let socket = TestSocket(owning: try await TCPDialer.dial(echo.endpoint, hop: "here", timeout: .seconds(20)).release())
        #expect(await onThread { socket.write([42]) && socket.read(1) == [42] })
    }

    @Test func `a name is resolved, and every address is tried`() async throws {
        // `localhost` has ::1 first on most machines; the server has 127.0.0.1 alone.
        let echo = try LoopbackServer.echo()
        let address = Endpoint(host: "localhost", port: echo.port)
        let socket = TestSocket(owning: try await TCPDialer.dial(address, hop: "here", timeout: .seconds(20)).release())
        #expect(await onThread { socket.write([42]) && socket.read(1) == [42] })
    }

    @Test func `nobody there is said with the system's reason`() async throws {
        let (holder, port) = try LoopbackServer.reservingPort()
        let address = Endpoint(host: "127.0.0.1", port: port)
        await #expect(throws: TunnelError.unreachable(hop: "here", address: address, reason: "Connection refused")) {
            _ = try await TCPDialer.dial(address, hop: "here", timeout: .seconds(20)).release()
        }
        withExtendedLifetime(holder) {}
    }

    @Test func `a name that does not resolve is unreachable`() async throws {
        // Not a name that could be asked for: RFC 1035 allows 63 bytes in a label.
        let address = Endpoint(host: String(repeating: "x", count: 300), port: 22)
        let error = await #expect(throws: TunnelError.self) {
            _ = try await TCPDialer.dial(address, hop: "here", timeout: .seconds(20)).release()
        }
        guard case .unreachable("here", address, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test func `a dial without time is over at once`() async throws {
        let echo = try LoopbackServer.echo()
        let attempt = DialAttempt()
        attempt.finish(.failure(.timedOut(hop: "here", phase: .dial, seconds: 0)))
        let result = await attempt.outcome { () throws(TunnelError) in
            let number = echo.port > 0 ? Int32(-1) : 0
            attempt.finish(.success(number))
        }
        #expect(result == .failure(.timedOut(hop: "here", phase: .dial, seconds: 0)))
    }

    @Test func `a dial that is cancelled stops`() async throws {
        // A listener that accepts nothing: its queue is full after one connection.
        let (holder, port) = try LoopbackServer.reservingPort()
        let dialling = Task {
            try await TCPDialer.dial(Endpoint(host: "127.0.0.1", port: port), hop: "here", timeout: .seconds(20)).release()
        }
        dialling.cancel()
        await #expect(throws: TunnelError.self) { _ = try await dialling.value }
        withExtendedLifetime(holder) {}
    }
}
