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

struct HostKeyPreferenceTests {
    /// Of libssh2 1.10.0 and 1.11.1, in their own order.
    private static let old = ["ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-ed25519", "ssh-rsa", "ssh-dss"]
    private static let new =
        [
            "ecdsa-sha2-nistp256-cert-v01@openssh.com", "ssh-ed25519-cert-v01@openssh.com", "rsa-sha2-512", "rsa-sha2-256",
        ] + old

    private func algorithms(allowed: [String] = [], known: Set<String>, _ library: [String]) -> [String] {
        HostKeyPreference(allowed: allowed, knownTypes: known).algorithms(among: library)
    }

    @Test func `without a configuration and a known key the best come first, without SHA-1, DSA and certificates`() {
        let curves = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"]
        #expect(algorithms(known: [], Self.old) == curves)
        #expect(algorithms(known: [], Self.new) == curves + ["rsa-sha2-512", "rsa-sha2-256"])
    }

    @Test func `the types that are known come first, in the configured order`() {
        let allowed = ["ssh-ed25519-cert-v01@openssh.com", "ssh-ed25519", "ecdsa-sha2-nistp256", "rsa-sha2-512", "rsa-sha2-256"]
        #expect(
            algorithms(allowed: allowed, known: ["ssh-rsa"], Self.new)
                == ["rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519", "ecdsa-sha2-nistp256"])
        #expect(
            algorithms(allowed: allowed, known: ["ssh-rsa", "ecdsa-sha2-nistp256"], Self.new)
                == ["ecdsa-sha2-nistp256", "rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519"])
        #expect(algorithms(allowed: allowed, known: ["ssh-dss"], Self.old) == ["ssh-ed25519", "ecdsa-sha2-nistp256"])
    }

    @Test func `SHA-1 serves only for a known RSA key, and only where the library has nothing better`() {
        let allowed = ["ssh-ed25519", "rsa-sha2-512"]
        #expect(algorithms(allowed: allowed, known: ["ssh-rsa"], Self.old) == ["ssh-rsa", "ssh-ed25519"])
        #expect(algorithms(allowed: allowed, known: ["ssh-rsa"], Self.new) == ["rsa-sha2-512", "ssh-ed25519"])
        #expect(algorithms(allowed: allowed, known: ["ssh-ed25519"], Self.old) == ["ssh-ed25519"])
        #expect(algorithms(allowed: ["ssh-ed25519"], known: ["ssh-rsa"], Self.old) == ["ssh-ed25519"])
        #expect(algorithms(allowed: ["ssh-rsa"], known: [], Self.old) == ["ssh-rsa"])
    }

    @Test func `what is not allowed or not there is not asked for`() {
        #expect(algorithms(allowed: ["ssh-ed25519-cert-v01@openssh.com"], known: [], Self.new) == [])
        #expect(algorithms(allowed: ["sk-ssh-ed25519@openssh.com"], known: ["ssh-ed25519"], Self.new) == [])
    }
}
