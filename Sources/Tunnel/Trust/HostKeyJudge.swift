import SystemPackage

/// Decides on the host key of one hop, with the user's files and, where they leave it open, the user's word.
///
/// The files are read at each judgement: an `ssh` in another window may have added the key, or the user may have removed an old one.
struct HostKeyJudge: Sendable {
    private let hop: Hop
    private let prompter: any SSHPrompter
    private let warn: @Sendable (TunnelWarning) -> Void

    /// - Parameters:
    ///   - prompter: who is asked about an unknown key; one that is not available makes it refused.
    ///   - warn: takes what the user should know, the same again at each judgement.
    init(hop: Hop, prompter: any SSHPrompter, warn: @escaping @Sendable (TunnelWarning) -> Void) {
        self.hop = hop
        self.prompter = prompter
        self.warn = warn
    }

    /// The host key algorithms to ask the hop for, best first, as `HostKeyPreference` orders them.
    ///
    /// - Parameter library: the host key algorithms of the libssh2 that is loaded.
    /// - Throws: `protocolFailure` where `HostKeyAlgorithms` allows none that the library has.
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
    func judge(_ key: HostKey) throws(TunnelError) {
        guard !key.isCertificate else {
            throw .protocolFailure(hop: hop.name, phase: .hostKey, code: 0, reason: "the server showed a certificate in place of a key")
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
    /// A key that could never be written down is refused without a question, as OpenSSH does: it would be unknown for ever.
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
            guard prompter.isAvailable else { throw refusal }
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
