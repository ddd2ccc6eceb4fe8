import Testing

@testable import Tunnel

struct UsableKeysTests {
    @Test(arguments: [
        ("ssh-ed25519", true, true), ("ecdsa-sha2-nistp256", true, true), ("ecdsa-sha2-nistp521", true, true), ("ssh-rsa", false, true),
        ("ssh-rsa-cert-v01@openssh.com", false, true), ("ssh-ed25519-cert-v01@openssh.com", false, true),
        ("ecdsa-sha2-nistp384-cert-v01@openssh.com", true, true), ("ssh-dss", false, false),
        ("sk-ssh-ed25519@openssh.com", false, false), ("sk-ecdsa-sha2-nistp256-cert-v01@openssh.com", false, false), ("", false, false),
        ("x-new@example.com", false, false),
    ])
    func `keys that the library cannot sign with are not offered`(algorithm: String, before: Bool, since: Bool) {
        for version in ["1.9.0", "1.10.0"] { #expect((UsableKeys(libraryVersion: version).objection(to: algorithm) == nil) == before) }
        for version in ["1.11.0", "1.11.1", "1.11.2_DEV", "1.12.0", "2.0.0"] {
            #expect((UsableKeys(libraryVersion: version).objection(to: algorithm) == nil) == since)
        }
    }

    @Test func `the reason names the way out`() {
        #expect(
            UsableKeys(libraryVersion: "1.10.0").objection(to: "ssh-rsa")
                == "libssh2 1.10.0 signs RSA keys only with SHA-1, which OpenSSH ≥ 8.8 refuses: "
                + "make an Ed25519 key or install libssh2 ≥ 1.11")
    }
}
