#if os(Linux)
    import Foundation
    import SystemSupport
    import Testing

    @testable import Tunnel

    /// Two networks and a cable between them, which is pulled.
    @Suite(
        .enabled(if: Namespaces.arePossible, "needs root, and leave to make networks"),
        .enabled(if: TestSSHD.isInstalled, TestSSHD.isMissing), .timeLimit(.minutes(2)))
    struct NetworkCutTests {
        @Test func `a network that goes away is noticed long before TCP would, and its return brings the route back`() async throws {
            let folder = try TestFolder()
            let near = try TestNetwork()
            defer { near.end() }
            let far = try TestNetwork()
            defer { far.end() }
            let farNetwork = try await far.file()
            let farPath = "/proc/\(getpid())/fd/\(farNetwork.fileDescriptor)"
            try await near.configure("link add near type veth peer name far netns \(farPath)", in: folder)
            try await near.configure("address add 192.0.2.1/24 dev near", in: folder)
            try await near.configure("link set near up", in: folder)
            try await far.configure("address add 192.0.2.2/24 dev far", in: folder)
            for name in ["lo", "far"] { try await far.configure("link set \(name) up", in: folder) }

            let sshd = try await TestSSHD()
            let key = try await TestKey.make("ed25519", name: "key", in: folder)
            try sshd.authorize(key)
            let (server, target) = try await far.run {
                let server = try LoopbackServer(host: "192.0.2.2") { socket in
                    // A server that cannot be started closes the connection, which the test sees.
                    _ = try? sshd.serve(socket).waitOnThisThread()
                }
                return (server, try LoopbackServer.echo())
            }
            var hop = sshd.hop("far", at: server.endpoint, folder: folder)
            hop.identityFiles = [key.path]
            hop.connectTimeout = .seconds(2)
            let running = RunningTunnel([hop], to: target.endpoint, folder: folder) { run in
                Task(executorPreference: near) { await run() }
            }
            try await running.tunnel.firstConnection()
            let streams = try await withThrowingTaskGroup(of: TestSocket.self) { group in
                for _ in 0..<8 {
                    group.addTask { TestSocket(owning: try await running.tunnel.open(waitingUpTo: .seconds(20)).release()) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for stream in streams { #expect(await onThread { stream.write([7]) && stream.read(1) == [7] }) }

            let mark = running.states.count
            let start = ContinuousClock.now
            try await far.configure("link set far down", in: folder)
            // One has something to send, the others wait.
            streams[0].write([8])
            await running.enters(since: mark) { $0 != .up }
            // The tunnel takes 18 s, and a busy machine some more; TCP would take 15 minutes (tcp(7), tcp_retries2).
            #expect(ContinuousClock.now - start <= .seconds(40))
            for stream in streams { #expect(await onThread { stream.readToEnd().bytes } == []) }
            // The way back is tried, and not found.
            await running.enters(since: mark) { if case .waiting = $0 { true } else { false } }

            try await far.configure("link set far up", in: folder)
            await running.enters(since: mark) { $0 == .up }
            #expect(try await running.echo("again") == "again")
            #expect(running.ledger.failuresInARow == 0)
            await running.stop()
            sshd.killAll()
            for server in [server, target] { server.close() }
            try farNetwork.close()
        }
    }
#endif
