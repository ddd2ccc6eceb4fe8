extension Authenticator {
    /// The next key to show, at most three in all; nil when there is none.
    mutating func nextOffer(_ conversation: any LoginConversation) throws(TunnelError) -> KeyOffer? {
        if offers == nil {
            let agentKeys: [AgentKey] = if let socket = hop.agentSocket { try conversation.agentKeys(socket: socket) } else { [] }
            let search = IdentitySearch(
                files: IdentityFile.all(of: hop), agentKeys: agentKeys,
                usesOnlyConfiguredIdentities: hop.usesOnlyConfiguredIdentities, usable: usable, workedBefore: earlier.identity)
            offers = search.offers
            notOffered += search.notOffered
        }
        guard let offer = offers?.first else { return nil }
        guard offered < Self.offerLimit else {
            notOffered += (offers ?? []).map { "\($0.label): only \(Self.offerLimit) keys are offered to a server" }
            offers = []
            return nil
        }
        offers?.removeFirst()
        return offer
    }

    mutating func show(_ offer: KeyOffer, _ conversation: any LoginConversation) throws(TunnelError) -> LoginAnswer {
        let answer: LoginAnswer
        lastKey = (offer.identity, nil, nil)
        switch offer.source {
        case .agent(let key): answer = try conversation.offerAgentKey(key)
        case .file(let path, let certificate, isEncrypted: false):
            answer = try conversation.offerKey(privateKey: path, publicKey: certificate, passphrase: nil)
        case .file(let path, let certificate, isEncrypted: true):
            answer = try showEncrypted(offer, path: path, certificate: certificate, conversation)
        }
        switch answer {
        case .unusable(let reason):
            if !reason.isEmpty { notOffered.append("\(offer.label): \(SanitizedText.line(reason))") }
        case .accepted, .refused, .keyNotTaken, .abandoned:
            offered += 1
            tried.append(offer.label)
            if answer == .accepted, let key = lastKey { keep(key) }
        }
        return answer
    }

    private mutating func showEncrypted(
        _ offer: KeyOffer, path: String, certificate: String?, _ conversation: any LoginConversation
    ) throws(TunnelError) -> LoginAnswer {
        var reason = ""
        if let passphrase = earlier.passphrases[path] {
            lastKey = (offer.identity, path, passphrase)
            let answer = try conversation.offerKey(privateKey: path, publicKey: certificate, passphrase: passphrase)
            guard case .unusable = answer else { return answer }
        }
        for _ in 0..<Self.passphraseLimit {
            guard let passphrase = passphrase(of: path) else {
                wanted.append("the passphrase of \(path)")
                return .unusable(reason: "")
            }
            // OpenSSH, too, takes an empty line for "not this key".
            if passphrase.text.isEmpty { return .unusable(reason: "no passphrase was given") }
            lastKey = (offer.identity, path, passphrase)
            let answer = try conversation.offerKey(privateKey: path, publicKey: certificate, passphrase: passphrase)
            guard case .unusable(let newReason) = answer else { return answer }
            reason = newReason
        }
        return .unusable(reason: reason)
    }

    private func passphrase(of path: String) -> Secret? {
        let prompt = SSHQuestion.Prompt(text: "Passphrase for \(path): ", echoes: false)
        return ask(SSHQuestion(purpose: .passphrase(file: path), hop: hop.name, user: hop.user, prompts: [prompt]))?.first
    }

    /// The server has taken the key.
    mutating func keep(_ key: (identity: KeyOffer.Identity, file: String?, passphrase: Secret?)) {
        report.memory.identity = key.identity
        if let file = key.file, let passphrase = key.passphrase { report.memory.passphrases[file] = passphrase }
    }
}
