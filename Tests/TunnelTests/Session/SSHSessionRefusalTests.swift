import Testing

@testable import Tunnel

@Suite(.enabled(if: TestSSHD.isInstalled, TestSSHD.isMissing), .timeLimit(.minutes(2))) struct SSHSessionRefusalTests {
    @Test func `a server that forwards nothing is named with its reason`() async throws {
        let server = try await TestSSHD(["AllowTcpForwarding no"])
        let session = try await server.session()
        let target = Endpoint(host: "127.0.0.1", port: 9)
        let error = await #expect(throws: TunnelError.self) { try await session.open(target).release() }
        guard case .forwardRefused(let hop, target, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(hop == "test")
        #expect(reason.contains("prohibited"))
        #expect(session.openStreams == 0)
    }

    @Test func `a target that does not answer is refused, and the next one works`() async throws {
        let server = try await TestSSHD()
        let echo = try LoopbackServer.echo()
        let session = try await server.session()
        // Bound by us, so that nobody else can listen there.
        let closed = try LoopbackServer.reservingPort()
        let target = Endpoint(host: "127.0.0.1", port: closed.port)
        let error = await #expect(throws: TunnelError.self) { try await session.open(target).release() }
        guard case .forwardRefused(_, _, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("connect failed"))
        let socket = try await session.socket(to: echo.endpoint)
        #expect(await onThread { socket.write([1]) && socket.read(1) == [1] })
        withExtendedLifetime(closed) {}
    }

    @Test(arguments: [0, 1]) func `streams do not need the sessions that a server allows`(sessions: Int) async throws {
        let server = try await TestSSHD(["MaxSessions \(sessions)"])
        let echo = try LoopbackServer.echo()
        var options = SSHSession.Options()
        // The only question that such a server answers comes often, and must not end the session.
        options.liveness.silence = .milliseconds(50)
        let session = try await server.session(options: options)
        var sockets: [TestSocket] = []
        for _ in 0..<12 { sockets.append(try await session.socket(to: echo.endpoint)) }
        for socket in sockets { #expect(await onThread { socket.write([1]) && socket.read(1) == [1] }) }
        #expect(session.openStreams == 12)
    }

    @Test func `more streams than are allowed are refused at once`() async throws {
        let server = try await TestSSHD()
        let echo = try LoopbackServer.echo()
        var options = SSHSession.Options()
        options.maximumStreams = 2
        let session = try await server.session(options: options)
        let sockets = [try await session.socket(to: echo.endpoint), try await session.socket(to: echo.endpoint)]
        let error = await #expect(throws: TunnelError.self) { try await session.open(echo.endpoint).release() }
        guard case .tooManyStreams = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        withExtendedLifetime(sockets) {}
    }
}
