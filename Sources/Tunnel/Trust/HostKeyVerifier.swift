import SystemPackage

/// Decides on the host key of one hop, with the user's files and, where they leave it open, the user's word.
///
/// The files are read at each judgement: an `ssh` in another window may have added the key, or the user may have removed an old one.
struct HostKeyVerifier: Sendable {
    let hop: Hop
    /// Who is asked about an unknown key; none, or one that is not available, makes it refused.
    let prompter: (any SSHPrompter)?
    /// Takes what the user should know, the same again at each judgement.
    let warn: @Sendable (TunnelWarning) -> Void

    /// The host key algorithms to ask the hop for, best first, as `HostKeyPreference` orders them.
    ///
    /// - Parameter library: the host key algorithms that this libssh2 offers.
    /// - Throws: `protocolFailure` where `HostKeyAlgorithms` allows no algorithm that the library has.
    func preferredAlgorithms(among library: [String]) throws(TunnelError) -> [String] {
        let knownTypes = KnownHostsFile.read(for: hop).trustedTypes
        let algorithms = HostKeyPreference(allowed: hop.hostKeyAlgorithms, knownTypes: knownTypes).algorithms(among: library)
        guard !algorithms.isEmpty else {
            let reason = "libssh2 has none of the host key algorithms that the SSH configuration allows"
            throw .protocolFailure(hop: hop.name, phase: .keyExchange, code: 0, reason: reason)
        }
        return algorithms
    }

    /// Returns if the key is to be trusted. May block for as long as a person thinks about it.
    ///
    /// - Throws: `hostKeyChanged`, `hostKeyRevoked` or `hostKeyUnknown`; `personNeeded` where the person who was asked gave up;
    ///   `protocolFailure` for a certificate, which was not asked for.
    func verify(_ key: HostKey) throws(TunnelError) {
        guard !key.isCertificate else {
            throw .protocolFailure(hop: hop.name, phase: .hostKey, code: 0, reason: "the server showed a certificate instead of a key")
        }
        let known = KnownHostsFile.read(for: hop)
        known.warnings.forEach(warn)
        switch HostKeyDecision(of: key, known: known) {
        case .trusted: return
        case .unknown: try admit(key)
        case .changed(let place):
            throw .hostKeyChanged(
                hop: hop.name, address: hop.address, algorithm: key.algorithm, fingerprint: key.fingerprint, known: place)
        case .revoked(let place):
            throw .hostKeyRevoked(hop: hop.name, address: hop.address, fingerprint: key.fingerprint, known: place)
        }
    }

    /// Lets an unknown key in if the policy or a person says so, and writes it down.
    ///
    /// A key that could never be written down is refused without a question, as OpenSSH does: it would stay unknown.
    private func admit(_ key: HostKey) throws(TunnelError) {
        let refusal = TunnelError.hostKeyUnknown(
            hop: hop.name, address: hop.address, algorithm: key.algorithm, fingerprint: key.fingerprint)
        let name = KnownHostName(of: hop)
        guard let file = hop.knownHostsFiles.first, name.canBeWritten else { throw refusal }
        switch hop.unknownHostKeys {
        case .refuse: throw refusal
        case .acceptNew: break
        case .ask:
            let question = HostKeyQuestion(
                hop: hop.name, address: hop.address, algorithm: key.algorithm, fingerprint: key.fingerprint, file: file)
            guard let prompter, prompter.isAvailable else { throw refusal }
            guard let isTrusted = prompter.confirms(question) else {
                // Nobody has said no, so that it does not count: the person gave up, or the program ends.
                throw .personNeeded(hop: hop.name, user: hop.user, reason: "the question about its host key was not answered")
            }
            guard isTrusted else { throw refusal }
        }
        do {
            try KnownHostsFile.add(key, for: name.name, hashesNames: hop.hashesKnownHosts, to: file)
            if hop.unknownHostKeys == .acceptNew {
                warn(.hostKeyAdded(hop: hop.name, algorithm: key.algorithm, fingerprint: key.fingerprint, file: file))
            }
        } catch {
            warn(.hostKeyNotKept(hop: hop.name, file: file, code: error.rawValue))
        }
    }
}

extension HostKey {
    /// Whether this is a certificate (OpenSSH's PROTOCOL.certkeys), which libssh2 would take for a key.
    fileprivate var isCertificate: Bool { algorithm.contains("-cert-v") }
}

/// Whether the key that a server showed is the one that is known for it, judged as OpenSSH does (`check_key_in_hostkeys` and
/// `check_host_key` of its hostfile.c and sshconnect.c).
package enum HostKeyDecision: Equatable, Sendable {
    case trusted(KnownKeyPlace)
    /// No key at all is known for this host.
    case unknown
    /// Other keys are known for this host, and this one is not among them. A key of a type that was not known is refused like any
    /// other: an attacker on the route need only offer another type.
    case changed(KnownKeyPlace)
    /// Marked `@revoked`, which outweighs every line that trusts the key.
    case revoked(KnownKeyPlace)

    init(of key: HostKey, known: KnownHosts) {
        let (entries, entriesWithoutPort) = (known.entries, known.entriesWithoutPort)
        let bans = (entries + entriesWithoutPort).filter(\.isRevoked)
        if let ban = bans.first(where: { $0.key == key }) {
            self = .revoked(ban.place)
            return
        }
        let keys = entries.filter { !$0.isRevoked }
        if let same = keys.first(where: { $0.key == key }) {
            self = .trusted(same.place)
        } else if let other = keys.first(where: { $0.key.algorithm == key.algorithm }) ?? keys.first {
            self = .changed(other.place)
        } else if let same = entriesWithoutPort.first(where: { !$0.isRevoked && $0.key == key }) {
            self = .trusted(same.place)
        } else {
            // Another key under the name without the port may be that of another server on the same machine.
            self = .unknown
        }
    }
}

/// What is done with a host key that is in no known_hosts file. A changed key is refused under each of them.
package enum UnknownHostKeyPolicy: Sendable, Equatable {
    /// `StrictHostKeyChecking yes`: refuse.
    case refuse
    /// `StrictHostKeyChecking ask`: ask a person, refuse where there is none.
    case ask
    /// `StrictHostKeyChecking accept-new`, and `no`, whose disregard for changed keys is not followed: add it.
    case acceptNew
}

/// In which order a hop is asked for the types of its host key: those that are known for it come first, because a server that has
/// several keys would otherwise show one that nobody knows, which looks like a changed key.
struct HostKeyPreference {
    /// `HostKeyAlgorithms`; empty where nothing is configured.
    var allowed: [String]
    /// The types of the keys that are known for the hop.
    var knownTypes: Set<String>

    /// The algorithms to ask for, best first; empty where none is allowed that the library has.
    ///
    /// - Parameter library: the host key algorithms of the libssh2 that is loaded.
    func algorithms(among library: [String]) -> [String] {
        // Where no configuration says anything, the keys in the order of OpenSSH's own default, without certificates (which cannot be
        // verified), security keys (libssh2 has none for hosts), SHA-1 and DSA.
        let allowed = allowed.isEmpty ? AlgorithmKind.hostKey.preference : allowed
        var usable = allowed.filter { library.contains($0) && !$0.contains("-cert-v") }
        // libssh2 before 1.11 verifies RSA with SHA-1 alone, which a server of today does not offer. An older one does, and if its RSA
        // key is what is known, that is better than to refuse its other keys as changed ones.
        let lacksRSA = !library.contains { $0.hasPrefix("rsa-sha2-") }
        if lacksRSA, knownTypes.contains("ssh-rsa"), library.contains("ssh-rsa"), !usable.contains("ssh-rsa"),
            allowed.contains(where: { $0.hasPrefix("rsa-sha2-") })
        {
            usable.append("ssh-rsa")
        }
        let isKnown = { (algorithm: String) in knownTypes.contains(Self.keyType(of: algorithm)) }
        return usable.filter(isKnown) + usable.filter { !isKnown($0) }
    }

    /// The type of the key that makes signatures of this algorithm (RFC 8332, section 3: RSA has one type for all).
    private static func keyType(of algorithm: String) -> String { algorithm.hasPrefix("rsa-sha2-") ? "ssh-rsa" : algorithm }
}
