import Testing

@testable import Tunnel

struct HostKeyDecisionTests {
    private func decision(_ key: HostKey, _ lines: [String], port: Int = 22, alias: String? = nil) -> HostKeyDecision {
        var known = KnownHosts(of: KnownHostName(address: Endpoint(host: "host", port: port), alias: alias), hop: "hop")
        known.read(Array(lines.joined(separator: "\n").utf8), file: "file")
        return HostKeyDecision(of: key, known: known)
    }

    private func place(_ line: Int, _ key: HostKey) -> KnownKeyPlace {
        KnownKeyPlace(file: "file", line: line, algorithm: key.algorithm, fingerprint: key.fingerprint)
    }

    private let key = HostKey.sample(1)
    private let other = HostKey.sample(2)
    private let rsa = HostKey.sampleRSA(1)

    @Test func `a key is trusted where one of the host's lines has it`() {
        #expect(decision(key, ["host \(key.text)"]) == .trusted(place(1, key)))
        #expect(decision(key, ["host \(rsa.text)", "host \(other.text)", "host \(key.text)"]) == .trusted(place(3, key)))
    }

    @Test func `a key is unknown where no line has a key of the host`() {
        #expect(decision(key, []) == .unknown)
        #expect(decision(key, ["other \(key.text)", "host ssh-ed25519 damaged", "@cert-authority * \(key.text)"]) == .unknown)
        #expect(decision(key, ["@revoked host \(other.text)"]) == .unknown)
    }

    @Test func `another key of the same type is a changed key`() {
        #expect(decision(key, ["host \(rsa.text)", "host \(other.text)"]) == .changed(place(2, other)))
    }

    /// OpenSSH: "If no key matches but a key with a different type is found, then return HOST_CHANGED".
    @Test func `a key of a type that was not known, of a host that was, is a changed key`() {
        #expect(decision(key, ["host \(rsa.text)"]) == .changed(place(1, rsa)))
    }

    @Test func `a revoked key is refused whatever else trusts it`() {
        #expect(decision(key, ["host \(key.text)", "@revoked * \(key.text)"]) == .revoked(place(2, key)))
        #expect(decision(key, ["@revoked host \(key.text)", "[host]:2222 \(key.text)"], port: 2_222) == .revoked(place(1, key)))
        #expect(decision(key, ["@revoked other \(key.text)", "host \(key.text)"]) == .trusted(place(2, key)))
    }

    @Test func `a key that is known for the host counts for its other ports, but not as a change`() {
        #expect(decision(key, ["host \(key.text)"], port: 2_222) == .trusted(place(1, key)))
        #expect(decision(key, ["host \(other.text)"], port: 2_222) == .unknown)
        #expect(decision(key, ["host \(key.text)", "[host]:2222 \(other.text)"], port: 2_222) == .changed(place(2, other)))
        #expect(decision(key, ["[host]:2222 \(key.text)"]) == .unknown)
    }

    @Test func `an alias takes the place of host and port`() {
        #expect(decision(key, ["node \(key.text)", "[host]:2222 \(other.text)"], port: 2_222, alias: "Node") == .trusted(place(1, key)))
        #expect(decision(key, ["host \(key.text)"], alias: "node") == .unknown)
    }
}
