@testable import SystemSupport
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

/// A person who answers by rule and remembers what was asked.
final class ScriptedPerson: SSHPrompter {
    let isAvailable: Bool
    private let answer: @Sendable (SSHQuestion) -> [String]?
    private let asked = Locked<[SSHQuestion]>([])

    init(isAvailable: Bool = true, answer: @escaping @Sendable (SSHQuestion) -> [String]? = { _ in nil }) {
        self.isAvailable = isAvailable
        self.answer = answer
    }

    var questions: [SSHQuestion] { asked.withLock { $0 } }

    func answers(to question: SSHQuestion) -> [Secret]? {
        asked.withLock { $0.append(question) }
        return answer(question)?.map(Secret.init)
    }

    func confirms(_ question: HostKeyQuestion) -> Bool? { false }
}

/// A person who answers the question about a host key in one way, and remembers what was asked.
final class HostKeyWitness: SSHPrompter {
    let isAvailable: Bool
    private let trusts: Bool?
    private let asked = Locked<[HostKeyQuestion]>([])
    private let heard = Locked<[TunnelWarning]>([])

    /// - Parameter trusts: their answer; nil where they give up.
    init(isAvailable: Bool = true, trusts: Bool?) {
        self.isAvailable = isAvailable
        self.trusts = trusts
    }

    var questions: [HostKeyQuestion] { asked.withLock { $0 } }
    var warnings: [TunnelWarning] { heard.withLock { $0 } }

    func warn(_ warning: TunnelWarning) { heard.withLock { $0.append(warning) } }

    func answers(to question: SSHQuestion) -> [Secret]? { nil }

    func confirms(_ question: HostKeyQuestion) -> Bool? {
        asked.withLock { $0.append(question) }
        return trusts
    }
}

/// Public keys that look like ones of a type, for decisions that look no further.
enum SampleKey {
    static func blob(_ type: String, _ number: UInt8) -> [UInt8] { string(Array(type.utf8)) + string([number]) }

    static func certificate(_ type: String, _ number: UInt8) -> [UInt8] {
        string(Array((type + "-cert-v01@openssh.com").utf8)) + string([9, 9]) + string([number]) + string([1, 2, 3])
    }

    private static func string(_ bytes: [UInt8]) -> [UInt8] { [0, 0, 0, UInt8(bytes.count)] + bytes }
}

extension HostKey {
    /// An Ed25519 key; each number gives another.
    static func sample(_ number: UInt8) -> HostKey {
        sample(algorithm: "ssh-ed25519", fields: [[UInt8](repeating: number, count: 32)])
    }

    static func sample(algorithm: String, fields: [[UInt8]]) -> HostKey {
        let blob = ([Array(algorithm.utf8)] + fields).flatMap { field in
            (0..<4).map { UInt8(truncatingIfNeeded: field.count >> (24 - 8 * $0)) } + field
        }
        return HostKey(algorithm: algorithm, blob: blob)
    }

    static func sampleRSA(_ number: UInt8) -> HostKey { sample(algorithm: "ssh-rsa", fields: [[1, 0, 1], [number, 1, 2, 3]]) }

    static func sampleECDSA(_ number: UInt8) -> HostKey {
        sample(algorithm: "ecdsa-sha2-nistp256", fields: [Array("nistp256".utf8), [4, number]])
    }

    /// As it stands behind the names in a known_hosts file.
    var text: String { "\(algorithm) \(Base64.encode(blob))" }
}

extension LocalAccount {
    static let sample = LocalAccount(
        home: "/home/alice", loginName: "alice", userID: 1_001, hostName: "laptop.example.org",
        environment: ["KEYS": "/keys", "EMPTY": "", "SSH_AUTH_SOCK": "/run/agent", "OTHER_AGENT": "/run/other"])
}
