import Testing

@testable import SystemSupport
@testable import Tunnel

@Suite(.enabled(if: TestSSHD.isInstalled, TestSSHD.isMissing), .timeLimit(.minutes(2))) struct SSHSessionStartTests {
    @Test func `the phases come in their order, and the host key is the server's`() async throws {
        let server = try await TestSSHD()
        let key = try await TestKey.make("ed25519", name: "id", in: server.folder)
        try server.authorize(key)
        let phases = Locked<[ConnectionPhase]>([])
        let hostKey = Locked<HostKey?>(nil)
        let session = try await SSHSession.start(
            over: Descriptor(owning: server.connect().socket), to: server.hop(), options: .init(), hostKeyAlgorithms: ["ssh-ed25519"],
            onPhase: { phase in phases.withLock { $0.append(phase) } }, verify: { key in hostKey.withLock { $0 = key } },
            logIn: { login throws(TunnelError) in
                #expect(try login.allowedMethods() == ["publickey"])
                #expect(!login.isAuthenticated)
                #expect(try login.offerKey(privateKey: key.path, publicKey: nil, passphrase: nil) == .accepted)
                #expect(login.isAuthenticated)
            })
        #expect(phases.withLock { $0 } == [.keyExchange, .hostKey, .authentication, .established])
        let fields = server.folder.text("host_ed25519.pub").split(separator: " ")
        let shown = try #require(hostKey.withLock { $0 })
        #expect(shown.algorithm == "ssh-ed25519")
        #expect(try shown.blob == TestKey.blob(of: String(fields[1])))
        session.close()
    }

    @Test func `a host key that is refused ends the connection before the login`() async throws {
        let server = try await TestSSHD()
        let refusal = TunnelError.hostKeyUnknown(
            hop: "test", address: Endpoint(host: "pair", port: 22), algorithm: "ssh-ed25519", fingerprint: "SHA256:x")
        let (socket, process) = try server.connect()
        await #expect(throws: refusal) {
            _ = try await SSHSession.start(
                over: Descriptor(owning: socket), to: server.hop(), options: .init(), hostKeyAlgorithms: [], onPhase: { _ in },
                verify: { _ throws(TunnelError) in throw refusal }, logIn: { _ in Issue.record("a login was tried") })
        }
        #expect(await process.ended() != nil)
    }

    @Test func `a server that closes at once is a lost connection`() async throws {
        let server = try await TestSSHD()
        let (outer, inner) = try SocketPair().release()
        _ = Descriptor(owning: inner)
        let error = await #expect(throws: TunnelError.self) { try await server.session(over: outer) }
        guard case .connectionLost("test", .keyExchange, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [0, 5, 60, 400]) func `a server that falls silent in the key exchange is a timeout`(bytes: Int) async throws {
        let server = try await TestSSHD()
        let relay = try TestRelay(to: server.connect().socket, freezingAfter: bytes)
        var hop = server.hop()
        hop.connectTimeout = .seconds(1)
        await #expect(throws: TunnelError.timedOut(hop: "test", phase: .keyExchange, seconds: 1)) {
            _ = try await server.session(over: relay.client, hop: hop)
        }
    }

    @Test func `a server that falls silent in the login is a timeout`() async throws {
        let server = try await TestSSHD()
        let relay = try TestRelay(to: server.connect().socket)
        var options = SSHSession.Options()
        options.answerTimeout = .milliseconds(300)
        await #expect(throws: TunnelError.timedOut(hop: "test", phase: .authentication, seconds: 0)) {
            _ = try await SSHSession.start(
                over: Descriptor(owning: relay.client), to: server.hop(), options: options, hostKeyAlgorithms: [],
                onPhase: { _ in }, verify: { _ in relay.freeze() }, logIn: { login throws(TunnelError) in _ = try login.allowedMethods() })
        }
    }

    @Test func `a start that is cancelled stops`() async throws {
        let server = try await TestSSHD()
        // Nobody answers on the other end.
        let (outer, inner) = try SocketPair().release()
        let starting = Task { try await server.session(over: outer) }
        starting.cancel()
        await #expect(throws: (any Error).self) { _ = try await starting.value }
        _ = Descriptor(owning: inner)
    }

    @Test func `a server without a common algorithm says so`() async throws {
        let server = try await TestSSHD(["Ciphers 3des-cbc"])
        let error = await #expect(throws: TunnelError.self) { try await server.session() }
        guard case .protocolFailure("test", .keyExchange, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: ["aes128-ctr", "aes256-ctr", "aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com"])
    func `each cipher that is offered works`(cipher: String) async throws {
        guard LibSSH2Library.offeredAlgorithms(.cipher).contains(cipher) else { return }
        let server = try await TestSSHD(["Ciphers \(cipher)"])
        let echo = try LoopbackServer.echo()
        let session = try await server.session()
        let socket = try await session.socket(to: echo.endpoint)
        let isWhole = await onThread {
            var bytes = TestBytes(seed: 3)
            let block = bytes.next(100_000)
            socket.write(block)
            return socket.read(block.count) == block
        }
        #expect(isWhole)
    }

    @Test func `a session runs through another one`() async throws {
        let inner = try await TestSSHD()
        let outer = try await TestSSHD()
        let listener = try inner.listen()
        let echo = try LoopbackServer.echo()
        let first = try await outer.session()
        let second = try await inner.session(over: first.open(listener.endpoint).release())
        let socket = try await second.socket(to: echo.endpoint)
        let isWhole = await onThread {
            var bytes = TestBytes(seed: 4)
            return (0..<20).allSatisfy { _ in
                let block = bytes.next(100_000)
                socket.write(block)
                return socket.read(block.count) == block
            }
        }
        #expect(isWhole)
        first.close()
        guard case .connectionLost = await second.ended() else {
            Issue.record("the inner session went on")
            return
        }
    }
}

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
