import Foundation
import Testing

@testable import SystemSupport
@testable import Tunnel

@Suite(.enabled(if: TestSSHD.isInstalled, TestSSHD.isMissing), .timeLimit(.minutes(2)))
struct SSHTunnelTests {
    private let folder: TestFolder
    private let target: LoopbackServer

    init() throws {
        folder = try TestFolder()
        target = try LoopbackServer.echo()
    }

    /// A server that listens, and a hop to it with a key that it takes.
    private func server(_ name: String, key: TestKey? = nil) async throws -> (sshd: TestSSHD, listener: LoopbackServer, hop: Hop) {
        let sshd = try await TestSSHD()
        let listener = try sshd.listen()
        var hop = sshd.hop(name, at: listener.endpoint, folder: folder)
        let key = if let key { key } else { try await TestKey.make("ed25519", name: "key-\(name)", in: folder) }
        try sshd.authorize(key)
        hop.identityFiles = [key.path]
        return (sshd, listener, hop)
    }

    @Test func `a route stands, carries bytes, and is gone when it is stopped`() async throws {
        let server = try await server("one")
        let running = RunningTunnel([server.hop], to: target.endpoint, folder: folder)
        try await running.tunnel.firstConnection()
        #expect(try await running.echo() == "hello")
        #expect(running.tunnel.status.state == .up)
        #expect(running.tunnel.status.reconnections == 0)
        #expect(running.ledger.lastSuccess != nil)
        #expect(running.ledger.failuresInARow == 0)
        #expect(running.ledger.pending == nil)
        let phases = running.states.compactMap { if case .connecting("one", let phase) = $0 { phase } else { nil } }
        #expect(phases == [.dial, .keyExchange, .hostKey, .authentication])
        await running.stop()
        #expect(running.tunnel.status.state == .stopped)
        await #expect(throws: TunnelError.stopped) { _ = try await running.tunnel.open(waitingUpTo: .zero).release() }
        await #expect(throws: TunnelError.stopped) { try await running.tunnel.firstConnection() }
    }

    @Test func `a stream that is asked for early waits for the route`() async throws {
        let server = try await server("one")
        let running = RunningTunnel([server.hop], to: target.endpoint, folder: folder)
        #expect(try await running.echo("early") == "early")
        await running.stop()
    }

    @Test func `a stream waits no longer than it may, and is told what the tunnel waits for`() async throws {
        let dead = try LoopbackServer { _ in }
        let hop = Hop(name: "dead", address: dead.endpoint, user: "nobody")
        let running = RunningTunnel([hop], to: target.endpoint, folder: folder)
        await running.enters { if case .waiting = $0 { true } else { false } }
        await #expect(throws: TunnelError.self) { _ = try await running.tunnel.open(waitingUpTo: .milliseconds(50)).release() }
        await running.stop()
    }

    @Test func `sockets can be handed over`() async throws {
        let server = try await server("one")
        let running = RunningTunnel([server.hop], to: target.endpoint, folder: folder)
        let (outer, inner) = try SocketPair().release()
        try await running.tunnel.bridge(inner)
        let socket = TestSocket(owning: outer)
        let answer = await onThread {
            socket.write("handed over")
            socket.endWriting()
            return String(decoding: socket.readToEnd().bytes, as: UTF8.self)
        }
        #expect(answer == "handed over")
        await running.stop()
    }

    @Test func `a server that dies is replaced without anybody's help`() async throws {
        let server = try await server("one")
        let running = RunningTunnel([server.hop], to: target.endpoint, folder: folder)
        #expect(try await running.echo("before") == "before")
        for round in 1...3 {
            let mark = running.states.count
            server.sshd.killAll()
            await running.enters(since: mark) { $0 == .up }
            #expect(try await running.echo("after") == "after")
            #expect(running.tunnel.status.reconnections == round)
        }
        #expect(running.ledger.failuresInARow == 0)
        await running.stop()
    }

    @Test func `where the last hop breaks, the hops before it stay`() async throws {
        let jump = try await server("jump")
        let last = try await server("last")
        let running = RunningTunnel([jump.hop, last.hop], to: target.endpoint, folder: folder)
        #expect(try await running.echo("before") == "before")
        let mark = running.states.count
        last.sshd.killAll()
        await running.enters(since: mark) { $0 == .up }
        #expect(try await running.echo("after") == "after")
        #expect(jump.sshd.connectionCount == 1)
        #expect(last.sshd.connectionCount == 2)
        await running.stop()
    }

    @Test func `where the first hop breaks, the whole route is built anew`() async throws {
        let jump = try await server("jump")
        let last = try await server("last")
        let running = RunningTunnel([jump.hop, last.hop], to: target.endpoint, folder: folder)
        #expect(try await running.echo("before") == "before")
        let mark = running.states.count
        jump.sshd.killAll()
        await running.enters(since: mark) { $0 == .up }
        #expect(try await running.echo("after") == "after")
        await running.stop()
    }

    @Test func `a server that hangs up is tried until it stays`() async throws {
        let sshd = try await TestSSHD()
        let key = try await TestKey.make("ed25519", name: "key", in: folder)
        try sshd.authorize(key)
        let refusals = Locked(3)
        let listener = try LoopbackServer { socket in
            let isRefused = refusals.withLock { left in
                left -= 1
                return left >= 0
            }
            guard !isRefused, let process = try? sshd.serve(socket) else { return }
            process.waitOnThisThread()
        }
        var hop = sshd.hop("one", at: listener.endpoint, folder: folder)
        hop.identityFiles = [key.path]
        let running = RunningTunnel([hop], to: target.endpoint, folder: folder)
        try await running.tunnel.firstConnection()
        #expect(running.states.count { if case .waiting = $0 { true } else { false } } == 3)
        #expect(running.ledger.failuresInARow == 0)
        await running.stop()
    }

    @Test func `a refused key ends the first connection, counts, and is not repeated`() async throws {
        let sshd = try await TestSSHD()
        let listener = try sshd.listen()
        var hop = sshd.hop("one", at: listener.endpoint, folder: folder)
        let key = try await TestKey.make("ed25519", name: "stranger", in: folder)
        hop.identityFiles = [key.path]
        let running = RunningTunnel([hop], to: target.endpoint, folder: folder)
        let refusal = TunnelError.authenticationRefused(hop: "one", user: sshd.user, tried: [key.path], methods: ["publickey"])
        await #expect(throws: refusal) { try await running.tunnel.firstConnection() }
        await #expect(throws: refusal) { _ = try await running.tunnel.open(waitingUpTo: .seconds(20)).release() }
        #expect(running.ledger.failuresInARow == 1)

        // The user asks again: the second failure, and from then on the server hears nothing for a while.
        for count in [2, 2, 2] {
            let mark = running.states.count
            running.tunnel.reconnect(attended: true)
            await running.enters(since: mark) { $0.neededLogin != nil }
            #expect(running.ledger.failuresInARow == count)
        }
        guard case .paused(host: "test", _, failures: 2) = running.states.last?.neededLogin else {
            Issue.record("\(running.states)")
            return
        }
        #expect(sshd.connectionCount == 2)
        await running.stop()
    }

    @Test func `an unattended return stops at the first refusal`() async throws {
        let server = try await server("one")
        let person = ScriptedPerson { _ in ["x"] }
        let running = RunningTunnel([server.hop], to: target.endpoint, folder: folder, prompter: person)
        try await running.tunnel.firstConnection()
        try server.sshd.folder.write("", to: "authorized_keys")
        server.sshd.killAll()
        await running.enters { if case .authenticationRefused = $0.neededLogin { true } else { false } }
        #expect(server.sshd.connectionCount == 2)
        #expect(running.ledger.failuresInARow == 1)
        #expect(person.questions.isEmpty)
        await running.stop()
    }

    @Test func `an unknown host key that nobody accepts counts as a failed login`() async throws {
        let server = try await server("one")
        var hop = server.hop
        hop.unknownHostKeys = .ask
        let running = RunningTunnel([hop], to: target.endpoint, folder: folder)
        await #expect { try await running.tunnel.firstConnection() } throws: { error in
            guard case TunnelError.hostKeyUnknown(hop: "one", _, "ssh-ed25519", _) = error else { return false }
            return true
        }
        #expect(running.ledger.failuresInARow == 1)
        #expect(running.ledger.pending == nil)
        await running.stop()
    }

    @Test func `with a damaged ledger no server hears of us`() async throws {
        let server = try await server("one")
        try FileManager.default.createDirectory(atPath: folder.path + "/state", withIntermediateDirectories: false)
        try folder.write("argo-shim login att", to: "state/logins-test")
        let running = RunningTunnel([server.hop], to: target.endpoint, folder: folder)
        await #expect { try await running.tunnel.firstConnection() } throws: { error in
            guard case TunnelError.locked(host: "test", _, _) = error else { return false }
            return true
        }
        #expect(server.sshd.connectionCount == 0)
        // As the user would: reset, then ask for it again.
        try running.tunnel.ledger.reset(now: 1)
        running.tunnel.reconnect(attended: false)
        #expect(try await running.echo() == "hello")
        await running.stop()
    }

    @Test func `a pause that another process has brought about is waited out, and then the route comes back`() async throws {
        let server = try await server("one")
        let person = ScriptedPerson { _ in ["x"] }
        let running = RunningTunnel([server.hop], to: target.endpoint, folder: folder, prompter: person)
        try await running.tunnel.firstConnection()
        let other = AttemptLedger(folder: folder.path + "/state", host: "test")
        let now = Int(ClockReading.now().wall.components.seconds)
        // Longer than a busy machine takes to notice the kill.
        let end = now + 5
        for _ in 1...2 { try other.begin(server.hop.address, now: now).resolve(.failed, now: end - AttemptPolicy.pause) }
        let mark = running.states.count
        server.sshd.killAll()
        await running.enters(since: mark) { $0 == .up }
        let pause = TunnelError.paused(host: "test", untilUnixTime: end, failures: 2)
        #expect(running.states.dropFirst(mark).contains(.waiting(pause, retryAtUnixTime: end)))
        #expect(Int(ClockReading.now().wall.components.seconds) >= end)
        // Nothing was tried before, and the success ends the count.
        #expect(server.sshd.connectionCount == 2)
        #expect(running.ledger.failuresInARow == 0)
        #expect(person.questions.isEmpty)
        await running.stop()
    }

    @Test func `after a pause that another process has brought about, one refusal ends the attempts`() async throws {
        let server = try await server("one")
        let running = RunningTunnel([server.hop], to: target.endpoint, folder: folder)
        try await running.tunnel.firstConnection()
        let other = AttemptLedger(folder: folder.path + "/state", host: "test")
        let now = Int(ClockReading.now().wall.components.seconds)
        for _ in 1...2 { try other.begin(server.hop.address, now: now).resolve(.failed, now: now + 1 - AttemptPolicy.pause) }
        try server.sshd.folder.write("", to: "authorized_keys")
        server.sshd.killAll()
        await running.enters { if case .authenticationRefused = $0.neededLogin { true } else { false } }
        #expect(server.sshd.connectionCount == 2)
        #expect(running.ledger.failuresInARow == 3)
        await running.stop()
    }

    @Test func `a pause that another process has brought about is over for us when a person resets the ledger`() async throws {
        let server = try await server("one")
        let running = RunningTunnel([server.hop], to: target.endpoint, folder: folder)
        try await running.tunnel.firstConnection()
        // A tunnel that is up has nothing to wake up from.
        #expect(!running.tunnel.resumeAfterPause())
        let other = AttemptLedger(folder: folder.path + "/state", host: "test")
        let now = Int(ClockReading.now().wall.components.seconds)
        for _ in 1...2 { try other.begin(server.hop.address, now: now).resolve(.failed, now: now) }
        server.sshd.killAll()
        await running.enters { if case .waiting(.paused, _) = $0 { true } else { false } }

        // Somebody who asks for a login is told of the pause, and the tunnel still comes back by itself.
        var mark = running.states.count
        running.tunnel.reconnect(attended: true)
        await running.enters(since: mark) { if case .waiting(.paused, _) = $0 { true } else { false } }
        #expect(server.sshd.connectionCount == 1)

        mark = running.states.count
        try other.reset(now: now)
        #expect(running.tunnel.resumeAfterPause())
        await running.enters(since: mark) { $0 == .up }
        #expect(try await running.echo() == "hello")
        #expect(server.sshd.connectionCount == 2)
        await running.stop()
    }

    @Test func `while another process logs in, ours waits`() async throws {
        let server = try await server("one")
        let other = AttemptLedger(folder: folder.path + "/state", host: "test")
        let attempt = try other.begin(server.hop.address, now: Int(ClockReading.now().wall.components.seconds))
        let running = RunningTunnel([server.hop], to: target.endpoint, folder: folder)
        await running.enters { if case .waiting(.loginPending(host: "test", _), _) = $0 { true } else { false } }
        try attempt.resolve(.accepted(isLastHop: true), now: Int(ClockReading.now().wall.components.seconds))
        #expect(try await running.echo() == "hello")
        await running.stop()
    }
}
