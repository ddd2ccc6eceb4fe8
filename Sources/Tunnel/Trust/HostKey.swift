/// The public key that an SSH server showed in the key exchange.
package struct HostKey: Sendable, Hashable {
    /// `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`, … as in known_hosts and in RFC 4253, 6.6.
    package let algorithm: String
    /// The key in the form of RFC 4253, 6.6: what stands in known_hosts in base64.
    package let blob: [UInt8]

    package init(algorithm: String, blob: [UInt8]) {
        self.algorithm = algorithm
        self.blob = blob
    }
}
