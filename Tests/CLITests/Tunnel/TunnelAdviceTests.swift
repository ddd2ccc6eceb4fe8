import Logging
import Testing

@testable import CLI
@testable import Daemon
@testable import Tunnel

struct TunnelAdviceTests {
    private static let address = Endpoint(host: "logins.example", port: 22)
    private static let oddAddress = Endpoint(host: "192.0.2.7", port: 2222)
    private static let known = KnownKeyPlace(
        file: "/home/a/.ssh/known_hosts", line: 7, algorithm: "ecdsa-sha2-nistp256", fingerprint: "SHA256:old")

    /// Each error, and words that a person needs from its text.
    private static let cases: [(TunnelError, [String])] = [
        (.unreachable(hop: "h", address: oddAddress, reason: "no route"), ["h (192.0.2.7:2222)", "no route.", "ssh -v h"]),
        (.unreachable(hop: "logins.example", address: address, reason: "no route."), ["Cannot reach logins.example: no route."]),
        (.timedOut(hop: "h", phase: .keyExchange, seconds: 15), ["h did not answer within 15 s (key exchange)"]),
        (.connectionLost(hop: "h", phase: .established, reason: "reset"), ["connection to h broke", "reset"]),
        (
            .protocolFailure(hop: "h", phase: .keyExchange, code: -5, reason: "no common cipher"),
            ["h", "libssh2", "-5", "no common cipher"]
        ),
        (
            .hostKeyUnknown(hop: "h", address: oddAddress, algorithm: "ssh-ed25519", fingerprint: "SHA256:new"),
            ["h (192.0.2.7:2222)", "not known", "in a terminal", "ssh-ed25519 SHA256:new"]
        ),
        (
            .hostKeyChanged(hop: "h", address: oddAddress, algorithm: "ssh-ed25519", fingerprint: "SHA256:new", known: known),
            [
                "has changed: someone", "Nothing was sent", "help desk first",
                "ecdsa-sha2-nistp256 SHA256:old (/home/a/.ssh/known_hosts, line 7)",
                "ssh-ed25519 SHA256:new", "ssh-keygen -f '/home/a/.ssh/known_hosts' -R '[192.0.2.7]:2222'",
            ]
        ),
        (
            .hostKeyChanged(hop: "h", address: address, algorithm: "ssh-rsa", fingerprint: "SHA256:new", known: known),
            ["-R 'logins.example'"]
        ),
        (
            .hostKeyRevoked(hop: "h", address: address, fingerprint: "SHA256:bad", known: known),
            ["h (logins.example:22)", "revoked", "/home/a/.ssh/known_hosts, line 7", "SHA256:bad", "help desk"]
        ),
        (
            .authenticationRefused(hop: "h", user: "alice", tried: ["key /k"], methods: ["publickey", "keyboard-interactive"]),
            ["h refused the login of alice", "key /k", "publickey, keyboard-interactive", "--ssh-user", "CELS_USERNAME", "paused"]
        ),
        (.personNeeded(hop: "h", user: "alice", reason: "a code"), ["h", "alice", "a code", "terminal where argo-shim runs"]),
        (
            .noCredentials(hop: "h", user: "alice", methods: ["publickey"], notOffered: ["RSA key: libssh2 too old"]),
            ["h", "alice", "publickey", "RSA key: libssh2 too old", "ssh-keygen -t ed25519", "--password"]
        ),
        (.paused(host: "node1", untilUnixTime: 50_700, failures: 2), ["node1", "until 14:05", "2 failures", "argo-shim reset"]),
        (
            .locked(host: "node1", ledger: "/state/logins", reason: "6 failures"),
            ["node1", "6 failures", "argo-shim reset", "/state/logins"]
        ),
        (.loginPending(host: "node1", process: 77), ["Process 77 on node1"]),
        (.loginPending(host: "node1", process: 0), ["Another process on node1"]),
        (
            .forwardRefused(hop: "h", target: Endpoint(host: "argo", port: 443), reason: "administratively prohibited"),
            ["h refused to connect to argo:443", "administratively prohibited", "--host"]
        ),
        (.tooManyStreams(hop: "h", reason: "no more sessions"), ["h", "no more sessions"]),
        (.system(operation: "open", path: "/state/logins", code: 13), ["open /state/logins", "Permission denied"]),
        (.stopped, ["not running"]),
    ]

    @Test(arguments: cases.indices)
    func `each error says what happened, where, and what to do next`(index: Int) {
        let (error, words) = Self.cases[index]
        let advice = TunnelAdvice(error) { seconds in seconds == 50_700 ? "14:05" : "?" }
        let text = advice.lines.joined(separator: "\n")
        for word in words { #expect(text.contains(word), "\(text)") }
        #expect(!text.contains("does not work:"), "every error has words of its own")
        #expect(!text.contains(".."), "\(text)")
        #expect(!advice.inOneLine.contains("\n"))
    }

    @Test func `a shim that runs tells how it goes on, one that ends does not`() {
        for (error, _) in Self.cases {
            let isForPerson = error.kind == .authentication || error.kind == .trust
            #expect(TunnelAdvice(error, goesOn: true).inOneLine.hasSuffix("Then log in: argo-shim login") == isForPerson, "\(error)")
            #expect(!TunnelAdvice(error).lines.joined().contains("kill"), "\(error)")
        }
    }

    @Test func `what only a person can mend ends with 4, the network with 1`() {
        for (error, _) in Self.cases {
            let isForPerson = error.kind == .authentication || error.kind == .trust
            #expect(Advice(error)?.exitCode == (isForPerson ? .needsLogin : .failure), "\(error)")
        }
    }
}

struct TunnelNarrationTests {
    private let now = 1_800_000_000
    private let lost = TunnelError.connectionLost(hop: "a", phase: .established, reason: "reset")
    private let refused = TunnelError.authenticationRefused(hop: "a", user: "alice", tried: [], methods: [])

    private func status(_ state: TunnelStatus.State) -> TunnelStatus {
        TunnelStatus(state: state, sinceUnixTime: now, reconnections: 3, openStreams: 0)
    }

    @Test func `at the start a person reads each hop once`() {
        var narration = TunnelNarration()
        var remarks: [TunnelNarration.Remark] = []
        for (hop, phase) in [("a", ConnectionPhase.dial), ("a", .keyExchange), ("a", .authentication), ("b", .dial), ("b", .hostKey)] {
            remarks += narration.remarks(on: status(.connecting(hop: hop, phase: phase)), now: now)
        }
        #expect(remarks == [.note("Connecting to a …"), .note("Connecting to b …")])
        #expect(narration.remarks(on: status(.up), now: now).isEmpty)
    }

    @Test func `at the start a failure of the network is told once, however often it happens`() throws {
        var narration = TunnelNarration()
        let first = narration.remarks(on: status(.waiting(lost, retryAtUnixTime: now + 2)), now: now)
        guard case .warning(let text) = try #require(first.first) else {
            Issue.record("\(first)")
            return
        }
        #expect(text.contains("a broke") && text.contains("Trying again in 2 s"))
        #expect(narration.remarks(on: status(.waiting(lost, retryAtUnixTime: now + 9)), now: now).isEmpty)
        let other = TunnelError.timedOut(hop: "a", phase: .dial, seconds: 15)
        #expect(narration.remarks(on: status(.waiting(other, retryAtUnixTime: now + 9)), now: now).count == 1)
    }

    @Test func `later it goes to the log, and what needs a person to the person`() throws {
        var narration = TunnelNarration()
        _ = narration.remarks(on: status(.up), now: now)
        let down = narration.remarks(on: status(.waiting(lost, retryAtUnixTime: now + 2)), now: now)
        #expect(down == [.log(.info, "tunnel down", ["reason": TunnelAdvice(lost).summary, "retry_s": "2"])])
        #expect(narration.remarks(on: status(.up), now: now) == [.log(.info, "tunnel up", ["reconnections": "3"])])
        let needsLogin = narration.remarks(on: status(.needsLogin(refused)), now: now)
        guard case .warning(let text) = try #require(needsLogin.first) else {
            Issue.record("\(needsLogin)")
            return
        }
        #expect(text.contains("a refused the login of alice"))
    }
}
