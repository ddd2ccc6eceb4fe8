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
