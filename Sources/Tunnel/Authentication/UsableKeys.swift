/// Which keys the libssh2 of this process can log in with.
///
/// A key that it cannot sign with properly is not offered at all, because the server's refusal would count as a failed login.
struct UsableKeys: Equatable {
    /// The library's version, such as `1.10.0`.
    let libraryVersion: String

    /// Why a key of this type cannot be used; nil where it can.
    ///
    /// - Parameter algorithm: the type of the key or of the certificate.
    func objection(to algorithm: String) -> String? {
        let keyAlgorithm = Certificate.keyAlgorithm(of: algorithm)
        switch keyAlgorithm {
        // libssh2's NEWS for 1.11.0: rsa-sha2-256/512 (RFC 8332). OpenSSH 8.8 gave SHA-1 signatures up.
        case KeyType.rsa where !isAtLeast1_11:
            return "libssh2 \(libraryVersion) signs RSA keys only with SHA-1, which OpenSSH ≥ 8.8 refuses: "
                + "make an Ed25519 key or install libssh2 ≥ 1.11"
        // Before 1.11 the signature's type is reduced to the plain key's only for ECDSA (`plain_method_len` in userauth.c).
        case KeyType.ed25519 where Certificate.isCertificate(algorithm) && !isAtLeast1_11:
            return "libssh2 \(libraryVersion) cannot sign with an Ed25519 certificate: install libssh2 ≥ 1.11"
        case KeyType.rsa, KeyType.ed25519, "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521": return nil
        case KeyType.dsa: return "OpenSSH ≥ 7.0 refuses DSA keys: make an Ed25519 key"
        // libssh2 leaves out what a security key adds to the agent's signature (`agent_sign` in agent.c).
        case _ where keyAlgorithm.hasPrefix("sk-"): return "libssh2 cannot use security keys"
        default: return "libssh2 does not support keys of the type \(SanitizedText.line(algorithm))"
        }
    }

    private var isAtLeast1_11: Bool {
        let numbers = libraryVersion.split(separator: ".").prefix(2).map { Int($0.prefix(while: \.isWholeNumber)) ?? 0 }
        return numbers.count == 2 && (numbers[0], numbers[1]) >= (1, 11)
    }
}

/// The names of public key types (RFC 4253, 6.6).
enum KeyType {
    static let rsa = "ssh-rsa"
    static let dsa = "ssh-dss"
    static let ed25519 = "ssh-ed25519"

    /// The type that a public key or a certificate names in its first field.
    static func name(ofBlob blob: some Collection<UInt8>) -> String? {
        var fields = WireStrings(Array(blob))
        // Names are of printable US-ASCII (RFC 4251, section 6).
        guard let name = fields.next(), !name.isEmpty, name.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        return String(decoding: name, as: UTF8.self)
    }
}

/// An OpenSSH certificate (its PROTOCOL.certkeys): a key with a signature of an authority that the server trusts.
enum Certificate {
    private static let ending = "-cert-v01@openssh.com"

    static func isCertificate(_ algorithm: String) -> Bool { algorithm.hasSuffix(ending) }

    /// The type of the key inside: `ssh-ed25519` of `ssh-ed25519-cert-v01@openssh.com`.
    static func keyAlgorithm(of algorithm: String) -> String {
        isCertificate(algorithm) ? String(algorithm.dropLast(ending.count)) : algorithm
    }

    /// Whether a certificate is one for this key: behind its type and a nonce it holds the key's own fields.
    static func covers(_ certificate: [UInt8], key: [UInt8]) -> Bool {
        guard let name = KeyType.name(ofBlob: certificate), let keyName = KeyType.name(ofBlob: key) else { return false }
        guard isCertificate(name), keyAlgorithm(of: name) == keyName else { return false }
        var fields = WireStrings(certificate)
        guard fields.next() != nil, let nonce = fields.next() else { return false }
        let lengthField = 4
        let keyFields = key.dropFirst(lengthField + keyName.utf8.count)
        return !keyFields.isEmpty
            && certificate.dropFirst(lengthField + name.utf8.count + lengthField + nonce.count).starts(with: keyFields)
    }
}
