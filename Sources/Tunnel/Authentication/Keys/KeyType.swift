/// The names of public key types (RFC 4253, 6.6).
enum KeyType {
    static let rsa = "ssh-rsa"
    static let dsa = "ssh-dss"
    static let ed25519 = "ssh-ed25519"

    /// The type that a public key or a certificate names in its first field.
    static func name(ofBlob blob: some Collection<UInt8>) -> String? {
        var fields = WireStrings(Array(blob))
        guard let name = fields.next(), !name.isEmpty, name.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        return String(decoding: name, as: UTF8.self)
    }
}
