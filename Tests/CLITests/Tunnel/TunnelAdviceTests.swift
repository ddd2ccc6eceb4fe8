import Testing
import Tunnel

@testable import CLI

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
                "another host key", "Nothing was sent", "help desk first",
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
            ["h does not let alice in", "key /k", "publickey, keyboard-interactive", "--ssh-user", "CELS_USERNAME", "paused"]
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
            ["h would not connect to argo:443", "administratively prohibited", "--host"]
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
            #expect(TunnelAdvice(error, goesOn: true).inOneLine.hasSuffix("Then: argo-shim login") == isForPerson, "\(error)")
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
