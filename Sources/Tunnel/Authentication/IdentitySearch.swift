/// Finds out which keys a server is shown, in which order, and which are left out for what reason.
///
/// Each refused key counts at servers that count, so that the configured ones come first, in the user's order. A key that the agent
/// holds as well is used through the agent, which needs no passphrase.
struct IdentitySearch: Equatable {
    private(set) var offers: [KeyOffer] = []
    /// What is not offered and why, in words without secrets.
    private(set) var notOffered: [String] = []

    private let usable: UsableKeys
    private var offeredBlobs: Set<[UInt8]> = []

    /// - Parameters:
    ///   - files: the configured identities, in order.
    ///   - agentKeys: what the agent holds, in its order.
    ///   - usesOnlyConfiguredIdentities: `IdentitiesOnly`.
    ///   - usable: what the library can do.
    ///   - workedBefore: what the last login to this server succeeded with; it is shown first.
    init(
        files: [IdentityFile], agentKeys: [AgentKey], usesOnlyConfiguredIdentities: Bool, usable: UsableKeys,
        workedBefore: KeyOffer.Identity? = nil
    ) {
        self.usable = usable
        for file in files { add(file, agentKeys: agentKeys) }
        if !usesOnlyConfiguredIdentities {
            for key in agentKeys { add(key, label: "the agent's key \(SanitizedText.line(key.comment))") }
        }
        if let index = offers.firstIndex(where: { $0.identity == workedBefore }) { offers.insert(offers.remove(at: index), at: 0) }
    }

    private mutating func add(_ file: IdentityFile, agentKeys: [AgentKey]) {
        if let blob = file.publicBlob {
            let held = agentKeys.filter { $0.blob == blob || Certificate.covers($0.blob, key: blob) }
            // A certificate first, as OpenSSH has it: where a server wants one, the plain key would only be refused.
            let inOrder = held.filter { $0.blob != blob } + held.filter { $0.blob == blob }
            for key in inOrder { add(key, label: "\(file.path) (from the agent)") }
            if held.contains(where: { $0.blob == blob }) { return }
        }
        switch file.content {
        case .missing:
            if file.publicBlob != nil {
                notOffered.append("\(file.path): the agent does not hold it, and there is no private key")
            } else if !file.isDefault {
                notOffered.append("\(file.path): there is no such file")
            }
        case .unusable(let reason): notOffered.append("\(file.path): it is \(reason)")
        case .key(let key): add(key, of: file)
        }
    }

    private mutating func add(_ key: KeyFile, of file: IdentityFile) {
        // Some formats hide the type, but not from a public key beside them.
        let algorithm = key.algorithm ?? file.publicBlob.flatMap { KeyType.name(ofBlob: $0) }
        for certificate in file.certificates where isNew(certificate.line.blob) {
            add(
                .file(path: file.path, certificate: certificate.path, isEncrypted: key.isEncrypted), label: certificate.path,
                algorithm: certificate.line.algorithm)
        }
        if let blob = file.publicBlob, !isNew(blob) { return }
        add(.file(path: file.path, certificate: nil, isEncrypted: key.isEncrypted), label: file.path, algorithm: algorithm)
    }

    private mutating func add(_ key: AgentKey, label: String) {
        guard isNew(key.blob) else { return }
        add(.agent(key), label: label, algorithm: KeyType.name(ofBlob: key.blob) ?? "")
    }

    /// - Parameter algorithm: nil where nobody can tell before the key is used.
    private mutating func add(_ source: KeyOffer.Source, label: String, algorithm: String?) {
        if let objection = algorithm.flatMap(usable.objection) {
            notOffered.append("\(label): \(objection)")
        } else {
            offers.append(KeyOffer(source: source, label: label))
        }
    }

    private mutating func isNew(_ blob: [UInt8]) -> Bool { offeredBlobs.insert(blob).inserted }
}

/// A key that a server is to be shown.
struct KeyOffer: Equatable {
    /// What identifies it from one login to the next.
    enum Identity: Hashable {
        case agentKey(blob: [UInt8])
        /// `certificate` is the path of the certificate that goes with the key.
        case file(path: String, certificate: String?)
    }

    enum Source: Equatable {
        case agent(AgentKey)
        case file(path: String, certificate: String?, isEncrypted: Bool)
    }

    let source: Source
    /// For people: the file's path, or the agent's comment.
    let label: String

    var identity: Identity {
        switch source {
        case .agent(let key): .agentKey(blob: key.blob)
        case .file(let path, let certificate, _): .file(path: path, certificate: certificate)
        }
    }
}
