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
            publicBlob = (try? SmallFile(path: path + ".pub", limit: KeyFile.sizeLimit)).flatMap { PublicKeyLine($0.bytes)?.blob }
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
        let file: SmallFile
        do {
            file = try SmallFile(path: path, limit: KeyFile.sizeLimit)
        } catch {
            return (error.isMissingFile ? .missing : .unusable(reason: "not readable (\(error.systemReason))"), nil)
        }
        // A public key in the place of a private one tells which key of the agent to take (ssh_config(5), `IdentityFile`).
        if let line = PublicKeyLine(file.bytes) { return (.missing, line.blob) }
        guard !file.isOpenToOthers else {
            return (.unusable(reason: "open to other users of this machine (chmod 600 makes it private)"), nil)
        }
        guard let key = KeyFile(file.bytes) else { return (.unusable(reason: "no private key in a format that is known here"), nil) }
        return (.key(key), key.publicBlob)
    }

    private static func certificate(_ path: String) -> CertificateFile? {
        // A certificate that is missing or cannot be read is passed over, as OpenSSH does: the key may do without.
        guard let file = try? SmallFile(path: path, limit: KeyFile.sizeLimit), let line = PublicKeyLine(file.bytes) else { return nil }
        return Certificate.isCertificate(line.algorithm) ? CertificateFile(path: path, line: line) : nil
    }
}
