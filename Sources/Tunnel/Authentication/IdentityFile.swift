import SystemPackage
import SystemSupport

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

extension IdentityFile {
    /// Reads the identities of a hop, each with what lies beside it.
    static func all(of hop: Hop) -> [IdentityFile] {
        let named = hop.certificateFiles.compactMap(certificate)
        return hop.identityFiles.map { IdentityFile(reading: $0, certificates: named) }
    }

    /// - Parameter certificates: those that the configuration names; each goes with the key that it is for.
    init(reading path: String, certificates: [CertificateFile]) {
        self.path = path
        (content, publicBlob) = Self.read(path)
        // What lies beside the key is often not there, and what cannot be read there is no more than not there.
        if publicBlob == nil {
            publicBlob = PublicKeyLine(reading: path + ".pub")?.blob
        }
        let beside = [path + "-cert.pub"].compactMap(Self.certificate)
        guard let publicBlob else {
            // Nothing to compare with: the name is what OpenSSH goes by, too.
            self.certificates = beside
            return
        }
        self.certificates = (beside + certificates).filter { Certificate.covers($0.line.blob, key: publicBlob) }
    }

    private static func read(_ path: String) -> (Content, publicBlob: [UInt8]?) {
        let file: WholeFile
        do {
            guard let found = try WholeFile.ifPresent(path, limit: KeyFile.sizeLimit + 1) else { return (.missing, nil) }
            guard found.status.type == .regular else { throw Errno.invalidArgument }
            file = found
        } catch {
            return (.unusable(reason: "not readable (\(error))"), nil)
        }
        // A public key in the place of a private one tells which key of the agent to take (ssh_config(5), `IdentityFile`).
        if let line = PublicKeyLine(file.bytes) { return (.missing, line.blob) }
        // OpenSSH refuses such a key, if it is the user's own (its `sshkey_perm_ok`).
        guard file.status.userID.rawValue != CurrentProcess.userID || file.status.permissions.rawValue & 0o077 == 0 else {
            return (.unusable(reason: "open to other users of this machine (chmod 600 makes it private)"), nil)
        }
        guard let key = KeyFile(file.bytes) else { return (.unusable(reason: "not a private key in a known format"), nil) }
        return (.key(key), key.publicBlob)
    }

    private static func certificate(_ path: String) -> CertificateFile? {
        // A certificate that is missing or cannot be read is passed over, as OpenSSH does: the key may do without.
        guard let line = PublicKeyLine(reading: path) else { return nil }
        return Certificate.isCertificate(line.algorithm) ? CertificateFile(path: path, line: line) : nil
    }
}

extension PublicKeyLine {
    /// - Returns: nil where there is no such line, or the file cannot be read.
    fileprivate init?(reading path: String) {
        guard let file = try? WholeFile(path, limit: KeyFile.sizeLimit + 1), file.status.type == .regular else { return nil }
        self.init(file.bytes)
    }
}

/// The one line of a `.pub` file: type, key in base64, comment.
struct PublicKeyLine: Equatable {
    let algorithm: String
    let blob: [UInt8]

    /// - Returns: nil where the bytes are no such line, or the type is not the one in the key itself.
    init?(_ bytes: [UInt8]) {
        guard let line = bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }).first else { return nil }
        let words = line.split(maxSplits: 2) { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard words.count >= 2, let blob = Base64.decode(words[1]) else { return nil }
        guard let algorithm = KeyType.name(ofBlob: blob), words[0].elementsEqual(algorithm.utf8) else { return nil }
        self.algorithm = algorithm
        self.blob = blob
    }
}
