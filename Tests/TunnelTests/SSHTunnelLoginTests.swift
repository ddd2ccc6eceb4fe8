import Foundation
import Testing

@testable import SystemSupport
@testable import Tunnel

/// What the user needs to log in, against a real server.
@Suite(.enabled(if: TestSSHD.isInstalled, TestSSHD.isMissing), .timeLimit(.minutes(2)))
struct SSHTunnelLoginTests {
    private let folder: TestFolder
    private let target: LoopbackServer

    init() throws {
        folder = try TestFolder()
        target = try LoopbackServer.echo()
    }

    @Test(arguments: [("ed25519", []), ("ecdsa", []), ("ecdsa", ["-b", "521"]), ("ecdsa", ["-m", "PEM"])] as [(String, [String])])
    func `keys of each type and format let us in`(type: String, options: [String]) async throws {
        let sshd = try await TestSSHD()
        let listener = try sshd.listen()
        var hop = sshd.hop("one", at: listener.endpoint, folder: folder)
        let key = try await TestKey.make(type, name: "key", options: options, in: folder)
        try sshd.authorize(key)
        hop.identityFiles = [folder.path + "/missing", key.path]
        let running = RunningTunnel([hop], to: target.endpoint, folder: folder)
        try await running.tunnel.firstConnection()
        await running.stop()
    }

    @Test func `an RSA key lets us in where the library can sign with it, and is not shown elsewhere`() async throws {
        let sshd = try await TestSSHD()
        let listener = try sshd.listen()
        var hop = sshd.hop("one", at: listener.endpoint, folder: folder)
        let key = try await TestKey.make("rsa", name: "key", options: ["-b", "2048"], in: folder)
        try sshd.authorize(key)
        hop.identityFiles = [key.path]
        let running = RunningTunnel([hop], to: target.endpoint, folder: folder)
        if UsableKeys(libraryVersion: LibSSH2Library.version).objection(to: KeyType.rsa) == nil {
            try await running.tunnel.firstConnection()
        } else {
            await #expect { try await running.tunnel.firstConnection() } throws: { error in
                guard case TunnelError.noCredentials(_, _, ["publickey"], let notOffered) = error else { return false }
                return notOffered.first?.contains("SHA-1") == true
            }
            #expect(running.ledger.failuresInARow == 0)
        }
        await running.stop()
    }

    @Test func `an agent's key lets us in, the configured one first`() async throws {
        let sshd = try await TestSSHD()
        let listener = try sshd.listen()
        var hop = sshd.hop("one", at: listener.endpoint, folder: folder)
        let agent = try await TestAgent(in: folder)
        for name in ["a", "b", "c", "d"] { try await agent.add(TestKey.make("ed25519", name: name, in: folder)) }
        let key = try await TestKey.make("ed25519", name: "mine", in: folder)
        try await agent.add(key)
        try sshd.authorize(key)
        hop.agentSocket = agent.socket
        hop.identityFiles = [key.path]
        // The private key is with the agent alone.
        try FileManager.default.removeItem(atPath: key.path)
        let running = RunningTunnel([hop], to: target.endpoint, folder: folder)
        try await running.tunnel.firstConnection()
        #expect(!sshd.log.contains("Failed publickey"))
        #expect(running.tunnel.state.withLock { $0.memories[0]?.identity } == .agentKey(blob: key.blob))
        await running.stop()
    }

    @Test func `a server sees no more than three keys, and they are one failed login`() async throws {
        let sshd = try await TestSSHD()
        let listener = try sshd.listen()
        var hop = sshd.hop("one", at: listener.endpoint, folder: folder)
        let agent = try await TestAgent(in: folder)
        for name in ["a", "b", "c", "d"] { try await agent.add(TestKey.make("ed25519", name: name, in: folder)) }
        hop.agentSocket = agent.socket
        let running = RunningTunnel([hop], to: target.endpoint, folder: folder)
        await #expect { try await running.tunnel.firstConnection() } throws: { error in
            guard case TunnelError.authenticationRefused(hop: "one", _, let tried, _) = error else { return false }
            return tried.prefix(3) == ["the agent's key a", "the agent's key b", "the agent's key c"]
        }
        #expect(sshd.log.split(separator: "Failed publickey", omittingEmptySubsequences: false).count - 1 == 3)
        #expect(running.ledger.failuresInARow == 1)
        await running.stop()
    }

    @Test(arguments: ["ed25519", "ecdsa"])
    func `a passphrase is asked for once, and kept for the way back`(type: String) async throws {
        let sshd = try await TestSSHD()
        let listener = try sshd.listen()
        var hop = sshd.hop("one", at: listener.endpoint, folder: folder)
        let key = try await TestKey.make(type, name: "key", passphrase: "correct horse", in: folder)
        try sshd.authorize(key)
        hop.identityFiles = [key.path]
        let attempts = Locked(0)
        let person = ScriptedPerson { _ in
            let count = attempts.withLock { count in
                count += 1
                return count
            }
            return [count == 1 ? "wrong" : "correct horse"]
        }
        let running = RunningTunnel([hop], to: target.endpoint, folder: folder, prompter: person)
        try await running.tunnel.firstConnection()
        #expect(person.questions.map(\.purpose) == [.passphrase(file: key.path), .passphrase(file: key.path)])
        #expect(running.states.contains(.waitingForPerson(hop: "one")))
        let mark = running.states.count
        sshd.killAll()
        await running.enters(since: mark) { $0 == .up }
        #expect(person.questions.count == 2)
        #expect(running.ledger.failuresInARow == 0)
        await running.stop()
    }

    @Test func `an encrypted key of two hops is asked for once, and forgotten at the end`() async throws {
        let key = try await TestKey.make("ed25519", name: "key", passphrase: "correct horse", in: folder)
        var hops: [Hop] = []
        var listeners: [LoopbackServer] = []
        for name in ["jump", "last"] {
            let sshd = try await TestSSHD()
            try sshd.authorize(key)
            let listener = try sshd.listen()
            listeners.append(listener)
            var hop = sshd.hop(name, at: listener.endpoint, folder: folder)
            hop.identityFiles = [key.path]
            hops.append(hop)
        }
        let person = ScriptedPerson { _ in ["correct horse"] }
        let running = RunningTunnel(hops, to: target.endpoint, folder: folder, prompter: person)
        #expect(try await running.echo() == "hello")
        #expect(person.questions.map(\.purpose) == [.passphrase(file: key.path)])
        #expect(person.questions.first?.hop == "jump")
        await running.stop()
        #expect(running.tunnel.state.withLock { $0.memories.isEmpty })
        for listener in listeners { listener.close() }
    }

    @Test func `without a person an encrypted key is named, and nothing counts`() async throws {
        let sshd = try await TestSSHD()
        let listener = try sshd.listen()
        var hop = sshd.hop("one", at: listener.endpoint, folder: folder)
        let key = try await TestKey.make("ed25519", name: "key", passphrase: "correct horse", in: folder)
        hop.identityFiles = [key.path]
        let running = RunningTunnel([hop], to: target.endpoint, folder: folder)
        await #expect(
            throws: TunnelError.personNeeded(hop: "one", user: sshd.user, reason: "the passphrase of \(key.path)")
        ) { try await running.tunnel.firstConnection() }
        #expect(running.ledger.failuresInARow == 0)
        await running.stop()
    }

    @Test func `a tunnel that is stopped does not wait for the person who is being asked`() async throws {
        let sshd = try await TestSSHD()
        let listener = try sshd.listen()
        var hop = sshd.hop("one", at: listener.endpoint, folder: folder)
        let key = try await TestKey.make("ed25519", name: "key", passphrase: "correct horse", in: folder)
        try sshd.authorize(key)
        hop.identityFiles = [key.path]
        let gate = DispatchSemaphore(value: 0)
        let person = ScriptedPerson { _ in
            gate.wait()
            return ["correct horse"]
        }
        let running = RunningTunnel([hop], to: target.endpoint, folder: folder, prompter: person)
        await running.enters { $0 == .waitingForPerson(hop: "one") }
        #expect(running.ledger.pending != nil)
        await #expect { _ = try await running.tunnel.open(waitingUpTo: .milliseconds(10)).release() } throws: { error in
            guard case TunnelError.personNeeded(hop: "one", _, _) = error else { return false }
            return true
        }
        await running.stop()
        #expect(running.tunnel.status.state == .stopped)
        #expect(running.ledger.pending == nil)
        #expect(running.ledger.failuresInARow == 0)
        gate.signal()
    }

    @Test(.enabled(if: OneTimeCodeServer.isPossible, OneTimeCodeServer.isImpossible))
    func `a key and a one-time code let us in, and the way back waits for the person`() async throws {
        let server = try await OneTimeCodeServer()
        let listener = try server.listen()
        var hop = server.sshd.hop("mfa", at: listener.endpoint, folder: folder)
        let key = try await TestKey.make("ed25519", name: "key", in: folder)
        try server.sshd.authorize(key)
        hop.identityFiles = [key.path]
        let person = ScriptedPerson { _ in [OneTimeCodeServer.code] }
        let running = RunningTunnel([hop], to: target.endpoint, folder: folder, prompter: person)
        try await running.tunnel.firstConnection()
        #expect(try await running.echo() == "hello")
        #expect(person.questions.map { $0.prompts.map(\.text) } == [["Verification code: "]])
        #expect(person.questions.first?.prompts.first?.echoes == false)

        server.killAll()
        await running.enters { if case .personNeeded(hop: "mfa", _, _) = $0.neededLogin { true } else { false } }
        #expect(server.sshd.connectionCount == 1)
        #expect(person.questions.count == 1)

        // Unattended it stays as it is; attended, the person is asked once more.
        var mark = running.states.count
        running.tunnel.reconnect(attended: true)
        await running.enters(since: mark) { $0 == .up }
        #expect(person.questions.count == 2)
        mark = running.states.count
        server.killAll()
        await running.enters(since: mark) { $0.neededLogin != nil }
        #expect(running.ledger.failuresInARow == 0)
        await running.stop()
    }

    @Test(.enabled(if: OneTimeCodeServer.isPossible, OneTimeCodeServer.isImpossible))
    func `a wrong one-time code counts, and is not asked for again`() async throws {
        let server = try await OneTimeCodeServer()
        let listener = try server.listen()
        var hop = server.sshd.hop("mfa", at: listener.endpoint, folder: folder)
        let key = try await TestKey.make("ed25519", name: "key", in: folder)
        try server.sshd.authorize(key)
        hop.identityFiles = [key.path]
        let person = ScriptedPerson { _ in ["no code"] }
        let running = RunningTunnel([hop], to: target.endpoint, folder: folder, prompter: person)
        await #expect { try await running.tunnel.firstConnection() } throws: { error in
            guard case TunnelError.authenticationRefused(hop: "mfa", _, let tried, _) = error else { return false }
            return tried == ["keyboard-interactive"]
        }
        #expect(running.ledger.failuresInARow == 1)
        #expect(server.sshd.connectionCount == 1)
        await running.stop()
    }

    @Test(.enabled(if: OneTimeCodeServer.isPossible, OneTimeCodeServer.isImpossible))
    func `a login that breaks while a person looks for the code is not begun again by itself`() async throws {
        let server = try await OneTimeCodeServer()
        let listener = try server.listen()
        var hop = server.sshd.hop("mfa", at: listener.endpoint, folder: folder)
        let key = try await TestKey.make("ed25519", name: "key", in: folder)
        try server.sshd.authorize(key)
        hop.identityFiles = [key.path]
        let person = ScriptedPerson { _ in
            server.killAll()
            return [OneTimeCodeServer.code]
        }
        let running = RunningTunnel([hop], to: target.endpoint, folder: folder, prompter: person)
        await #expect { try await running.tunnel.firstConnection() } throws: { error in
            guard case TunnelError.personNeeded(hop: "mfa", _, _) = error else { return false }
            return true
        }
        #expect(person.questions.count == 1)
        #expect(server.sshd.connectionCount == 1)
        #expect(running.ledger.failuresInARow == 0)
        await running.stop()
    }

    @Test(.enabled(if: OneTimeCodeServer.isPossible, OneTimeCodeServer.isImpossible))
    func `where the hop behind a jump host with MFA breaks, the jump host asks nobody again`() async throws {
        let jump = try await OneTimeCodeServer()
        let jumpListener = try jump.listen()
        let last = try await TestSSHD()
        let lastListener = try last.listen()
        let key = try await TestKey.make("ed25519", name: "key", in: folder)
        try jump.sshd.authorize(key)
        try last.authorize(key)
        var hops = [
            jump.sshd.hop("jump", at: jumpListener.endpoint, folder: folder), last.hop("last", at: lastListener.endpoint, folder: folder),
        ]
        for index in hops.indices { hops[index].identityFiles = [key.path] }
        let person = ScriptedPerson { _ in [OneTimeCodeServer.code] }
        let running = RunningTunnel(hops, to: target.endpoint, folder: folder, prompter: person)
        #expect(try await running.echo("before") == "before")
        let mark = running.states.count
        last.killAll()
        await running.enters(since: mark) { $0 == .up }
        #expect(try await running.echo("after") == "after")
        #expect(person.questions.count == 1)
        #expect(jump.sshd.connectionCount == 1)
        await running.stop()
    }
}
