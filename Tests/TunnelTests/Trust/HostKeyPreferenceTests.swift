import Testing

@testable import Tunnel

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
