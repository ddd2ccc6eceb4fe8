@testable import Tunnel

/// A server's side of a login, by rule: it wants one of several chains of methods, and knows some keys, codes and a password.
final class ScriptedServer: LoginConversation {
    /// Each chain's methods in order; the first one that is worked off lets the user in.
    private var chains: [[String]]
    var knownFiles: Set<String> = []
    var knownAgentKeys: [AgentKey] = []
    var agent: [AgentKey] = []
    var passphrases: [String: String] = [:]
    var rounds: [InteractiveRound] = []
    var expectedAnswers: [[String]] = []
    var expectedPassword = ""
    /// It hangs up after so many refusals.
    var patience = 100
    /// Whether it tells a key that it does not know from one that is not enough.
    var tellsKeys = true

    private(set) var log: [String] = []
    private(set) var isAuthenticated = false

    init(_ chains: [[String]]) { self.chains = chains }

    func allowedMethods() throws(TunnelError) -> [String] {
        log.append("list")
        try check()
        return chains.compactMap(\.first).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    func offerKey(privateKey: String, publicKey: String?, passphrase: Secret?) throws(TunnelError) -> LoginAnswer {
        if let expected = passphrases[privateKey], passphrase?.text != expected { return .unusable(reason: "wrong passphrase") }
        log.append(publicKey ?? privateKey)
        return try answer("publickey", isRight: knownFiles.contains(publicKey ?? privateKey))
    }

    func agentKeys(socket: String) throws(TunnelError) -> [AgentKey] { agent }

    func offerAgentKey(_ key: AgentKey) throws(TunnelError) -> LoginAnswer {
        log.append("agent \(key.comment)")
        return try answer("publickey", isRight: knownAgentKeys.contains(key))
    }

    func keyboardInteractive(_ respond: (InteractiveRound) -> [Secret]?) throws(TunnelError) -> LoginAnswer {
        log.append("questions")
        var isRight = true
        for (index, round) in rounds.enumerated() {
            guard let answers = respond(round) else { return .abandoned }
            log.append("answers \(answers.count)")
            isRight = isRight && expectedAnswers.indices.contains(index) && answers.map(\.text) == expectedAnswers[index]
        }
        return try answer("keyboard-interactive", isRight: isRight)
    }

    func password(_ secret: Secret) throws(TunnelError) -> LoginAnswer {
        log.append("password")
        return try answer("password", isRight: secret.text == expectedPassword)
    }

    private func answer(_ method: String, isRight: Bool) throws(TunnelError) -> LoginAnswer {
        guard isRight, chains.contains(where: { $0.first == method }) else {
            patience -= 1
            try check()
            return method == "publickey" && tellsKeys ? .keyNotTaken : .refused
        }
        chains = chains.map { $0.first == method ? Array($0.dropFirst()) : $0 }
        isAuthenticated = chains.contains { $0.isEmpty }
        return isAuthenticated ? .accepted : .refused
    }

    private func check() throws(TunnelError) {
        guard patience > 0 else { throw .connectionLost(hop: "h", phase: .authentication, reason: "Too many authentication failures") }
    }
}
