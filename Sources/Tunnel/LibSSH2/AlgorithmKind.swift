/// What SSH's peers agree on in the key exchange (RFC 4253, section 7.1), and what we offer of it.
package enum AlgorithmKind: String, Sendable, CaseIterable {
    case keyExchange = "key exchange"
    case hostKey = "host key"
    case cipher = "cipher"
    case authenticationCode = "message authentication"

    /// What we would take, the preferred one first. Nothing with SHA-1, MD5, CBC or RC4, nor what OpenSSH leaves out by default.
    var preference: [String] {
        switch self {
        case .keyExchange:
            [
                "curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521",
                "diffie-hellman-group16-sha512", "diffie-hellman-group18-sha512", "diffie-hellman-group-exchange-sha256",
                "diffie-hellman-group14-sha256",
            ]
        case .hostKey:
            [
                "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512", "rsa-sha2-256",
            ]
        case .cipher:
            // Fastest first, by seconds of the processor for a GB received, on an EPYC with AES and SHA instructions: aes128-ctr with
            // hmac-sha2-256 2.2, aes256-ctr 2.6, chacha20 2.3, gcm 3.4. libssh2 calls OpenSSL for every 16 bytes, which costs GCM most.
            [
                "aes128-ctr", "aes192-ctr", "aes256-ctr", "chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com",
                "aes256-gcm@openssh.com",
            ]
        case .authenticationCode:
            [
                "hmac-sha2-256-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-512",
            ]
        }
    }
}
