/// A configured identity (`IdentityFile`), as it was found.
struct IdentityFile: Equatable {
    enum Content: Equatable {
        case missing
        /// The reason is the system's, or completes "it is …".
        case unusable(reason: String)
        case key(KeyFile)
    }

    /// A certificate that lies beside the key, or is named by `CertificateFile`.
    struct CertificateFile: Equatable {
        var path: String
        var line: PublicKeyLine
    }

    var path: String
    var content: Content
    /// The public key, from the private key's file or the one beside it. It can be known where there is no private key: in an agent.
    var publicBlob: [UInt8]?
    var certificates: [CertificateFile] = []

    /// Whether `ssh -G` prints this path for everyone (ssh_config(5), `IdentityFile`), so that its absence is nothing to tell.
    var isDefault: Bool {
        let name = path.split(separator: "/").suffix(2).joined(separator: "/")
        return Self.defaults.contains(name)
    }

    private static let defaults: Set = [
        ".ssh/id_rsa", ".ssh/id_ecdsa", ".ssh/id_ecdsa_sk", ".ssh/id_ed25519", ".ssh/id_ed25519_sk", ".ssh/id_xmss", ".ssh/id_dsa",
    ]
}
