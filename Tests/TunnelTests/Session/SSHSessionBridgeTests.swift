import Testing

@testable import SystemSupport
@testable import Tunnel

/// TCP connections of other programs over a session: they have no TLS of ours to tell them whether they have got all.
@Suite(.enabled(if: TestSSHD.isInstalled, TestSSHD.isMissing), .timeLimit(.minutes(2)))
struct SSHSessionBridgeTests {
    /// A program at the other end of a connection, which says when something has come, and how all of it ended.
    private struct Reader {
        let connection: Int32
        let arrivals: AsyncStream<Void>
        let ends: AsyncStream<(bytes: [UInt8], end: TestSocket.ReadEnd)>
        private let server: LoopbackServer

        /// - Parameter endsFirst: whether it says at once that it sends nothing.
        init(endsFirst: Bool = false) async throws {
            let (arrivals, arrival) = AsyncStream<Void>.makeStream()
            let (ends, end) = AsyncStream<(bytes: [UInt8], end: TestSocket.ReadEnd)>.makeStream()
            server = try LoopbackServer { socket in
                if endsFirst { socket.endWriting() }
                var found = PollSet()
                found.add(socket.number, .readable)
                _ = found.wait(nil)
                arrival.yield()
                end.yield(socket.readToEnd())
            }
            connection = try await TCPDialer.dial(server.endpoint, hop: "test", timeout: .seconds(20)).release()
            self.arrivals = arrivals
            self.ends = ends
        }

        func arrival() async { _ = await arrivals.first { _ in true } }
        func end() async -> (bytes: [UInt8], end: TestSocket.ReadEnd)? { await ends.first { _ in true } }
    }

    /// Sends the half of something, and waits.
    private func half() throws -> LoopbackServer {
        try LoopbackServer { socket in
            socket.write("half")
            _ = socket.read(1)
        }
    }

    private func bridge(_ connection: Int32, _ session: SSHSession, to target: Endpoint) async throws(TunnelError) {
        let socket = Descriptor(owning: connection)
        socket.resetWhenClosed()
        try await session.bridge(socket, to: target)
    }

    @Test func `a server that dies resets them`() async throws {
        let server = try await TestSSHD()
        let target = try half()
        let session = try await server.session()
        let reader = try await Reader()
        try await bridge(reader.connection, session, to: target.endpoint)
        await reader.arrival()
        server.killAll()
        #expect(await reader.end()?.end == .reset)
        _ = await session.ended()
    }

    @Test func `a session that is closed resets them`() async throws {
        let server = try await TestSSHD()
        let target = try half()
        let session = try await server.session()
        let reader = try await Reader()
        try await bridge(reader.connection, session, to: target.endpoint)
        await reader.arrival()
        session.close()
        #expect(await reader.end()?.end == .reset)
    }

    @Test func `a server that refuses the target resets them`() async throws {
        let server = try await TestSSHD()
        let session = try await server.session()
        let reader = try await Reader()
        await #expect(throws: TunnelError.self) {
            try await bridge(reader.connection, session, to: Endpoint(host: "127.0.0.1", port: 1))
        }
        let end = await reader.end()
        #expect(end?.bytes == [] && end?.end == .reset)
    }

    @Test func `a tunnel that has no route resets them`() async throws {
        let folder = try TestFolder()
        let configuration = TunnelConfiguration(
            route: TunnelRoute(hops: [], target: Endpoint(host: "127.0.0.1", port: 1)), ledgerFolder: folder.path, ledgerHost: "test")
        let tunnel = SSHTunnel(configuration, prompter: ScriptedPerson(isAvailable: false)) { _ in }
        let reader = try await Reader()
        await #expect(throws: TunnelError.self) { try await tunnel.bridge(reader.connection, waitingUpTo: .zero) }
        #expect(await reader.end()?.end == .reset)
    }

    @Test(arguments: [false, true]) func `an answer that is whole ends in order, to its last byte`(endsFirst: Bool) async throws {
        let server = try await TestSSHD()
        var random = TestBytes(seed: 1)
        let bytes = random.next(3 << 20)
        let target = try LoopbackServer { socket in
            if endsFirst { _ = socket.readToEnd() }
            socket.write(bytes)
            socket.endWriting()
            _ = socket.readToEnd()
        }
        let session = try await server.session()
        let reader = try await Reader(endsFirst: endsFirst)
        try await bridge(reader.connection, session, to: target.endpoint)
        let end = await reader.end()
        #expect(end?.end == .end)
        #expect(end?.bytes == bytes)
    }
}
