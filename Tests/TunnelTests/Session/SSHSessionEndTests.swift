import SystemSupport
import Testing

@testable import Tunnel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite(.enabled(if: TestSSHD.isInstalled, TestSSHD.isMissing), .timeLimit(.minutes(2))) struct SSHSessionEndTests {
    @Test func `closing ends the streams, the waiting requests and the thread`() async throws {
        let server = try await TestSSHD()
        let echo = try LoopbackServer.echo()
        let session = try await server.session()
        let socket = try await session.socket(to: echo.endpoint)
        let reading = Task { await onThread { socket.readToEnd().bytes } }
        session.close()
        #expect(await session.ended() == .stopped)
        #expect(await reading.value == [])
        await #expect(throws: TunnelError.stopped) { try await session.open(echo.endpoint).release() }
    }

    @Test func `a session that nobody holds ends`() async throws {
        let server = try await TestSSHD()
        let (socket, process) = try server.connect()
        _ = try await server.session(over: socket)
        #expect(await process.ended() != nil)
    }

    @Test func `a killed server ends the session and its streams`() async throws {
        let server = try await TestSSHD()
        let echo = try LoopbackServer.echo()
        let session = try await server.session()
        let socket = try await session.socket(to: echo.endpoint)
        server.killAll()
        let reason = await session.ended()
        guard case .connectionLost("test", .established, _) = reason else {
            Issue.record("\(reason)")
            return
        }
        #expect(await onThread { socket.readToEnd().bytes } == [])
        await #expect(throws: reason) { try await session.open(echo.endpoint).release() }
    }

    @Test func `a server that stands still is noticed by its silence`() async throws {
        let server = try await TestSSHD()
        let echo = try LoopbackServer.echo()
        var options = SSHSession.Options()
        // Long enough for a server that lives on a machine with much else to do.
        options.liveness.silence = .seconds(1)
        options.liveness.answer = .seconds(3)
        let (socket, process) = try server.connect()
        let session = try await server.session(over: socket, options: options)
        let stream = try await session.socket(to: echo.endpoint)
        #expect(await onThread { stream.write([1]) && stream.read(1) == [1] })
        process.signal(SIGSTOP)
        let reason = await session.ended()
        guard case .connectionLost(_, _, let words) = reason else {
            Issue.record("\(reason)")
            return
        }
        #expect(words.contains("no sign of life"))
    }

    @Test func `a server that stands still is noticed as soon as the user's ServerAliveInterval wants`() async throws {
        let server = try await TestSSHD()
        var hop = server.hop()
        hop.serverAliveInterval = .seconds(1)
        let relay = try TestRelay(to: server.connect().socket)
        let session = try await server.session(over: relay.client, hop: hop)
        relay.freeze()
        let start = ContinuousClock.now
        guard case .connectionLost(_, _, let words) = await session.ended() else {
            Issue.record("the session went on")
            return
        }
        #expect(words.contains("no sign of life"))
        // One second of silence and three for the answer; ours would be 18.
        #expect(ContinuousClock.now - start < .seconds(15))
    }

    @Test func `a silent server that lives is left in peace`() async throws {
        let server = try await TestSSHD()
        let echo = try LoopbackServer.echo()
        var options = SSHSession.Options()
        options.liveness.silence = .milliseconds(20)
        options.liveness.answer = .seconds(20)
        let session = try await server.session(options: options)
        // Each probe is an answer on the helper channel; streams come and go beside it.
        for _ in 0..<30 {
            let stream = try await session.socket(to: echo.endpoint)
            #expect(await onThread { stream.write([1]) && stream.read(1) == [1] })
        }
        session.checkLiveness()
        let stream = try await session.socket(to: echo.endpoint)
        #expect(await onThread { stream.write([1]) && stream.read(1) == [1] })
    }

    @Test func `a doubted connection must show life within the short limit`() async throws {
        let server = try await TestSSHD()
        var options = SSHSession.Options()
        options.liveness.urgentAnswer = .milliseconds(200)
        let relay = try TestRelay(to: server.connect().socket)
        let session = try await server.session(over: relay.client, options: options)
        relay.freeze()
        session.checkLiveness()
        guard case .connectionLost(_, .established, _) = await session.ended() else {
            Issue.record("the session went on")
            return
        }
    }

    @Test func `bytes that nobody takes end the session`() async throws {
        let server = try await TestSSHD()
        let echo = try LoopbackServer.echo()
        var options = SSHSession.Options()
        options.liveness.stall = .seconds(2)
        let (socket, process) = try server.connect()
        let session = try await server.session(over: socket, options: options)
        let stream = try await session.socket(to: echo.endpoint)
        process.signal(SIGSTOP)
        let writing = Task { await onThread { while stream.write([UInt8](repeating: 0, count: 64 << 10)) {} } }
        guard case .connectionLost(_, _, let words) = await session.ended() else {
            Issue.record("the session went on")
            return
        }
        #expect(words.contains("nothing could be sent"))
        await writing.value
    }

    @Test func `an open that the server does not answer fails in time`() async throws {
        let server = try await TestSSHD()
        var options = SSHSession.Options()
        options.openTimeout = .milliseconds(200)
        let relay = try TestRelay(to: server.connect().socket)
        let session = try await server.session(over: relay.client, options: options)
        relay.freeze()
        await #expect(throws: TunnelError.timedOut(hop: "test", phase: .channel, seconds: 0)) {
            try await session.open(Endpoint(host: "127.0.0.1", port: 9)).release()
        }
        // The relay holds both ends; the session ends with it.
        relay.breakOff()
        _ = await session.ended()
    }

    @Test func `an open that is cancelled lets go`() async throws {
        let server = try await TestSSHD()
        let relay = try TestRelay(to: server.connect().socket)
        let session = try await server.session(over: relay.client)
        relay.freeze()
        let opening = Task { try await session.open(Endpoint(host: "127.0.0.1", port: 9)).release() }
        opening.cancel()
        await #expect(throws: TunnelError.stopped) { try await opening.value }
    }
}
