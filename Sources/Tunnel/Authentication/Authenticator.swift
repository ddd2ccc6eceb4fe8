/// Logs in to one hop: keys first, then what the server wants from a person, with as many of its stages as it has (RFC 4252).
///
/// It blocks, on the session's thread, and lives for one login.
struct Authenticator {
    /// Refused keys count at servers that count; OpenSSH's own limit is six refusals of any kind (`MaxAuthTries`).
    static let offerLimit = 3
    /// OpenSSH asks as often (ssh_config(5), `NumberOfPasswordPrompts`).
    static let passphraseLimit = 3
    /// Stages of one login. No server is known to want more than three.
    private static let stageLimit = 8

    let hop: Hop
    let person: (any SSHPrompter)?
    let usable: UsableKeys
    /// What the logins before this one have shown.
    let earlier: LoginMemory

    var report = LoginReport()
    /// What is left to be shown; nil before the first look.
    var offers: [KeyOffer]?
    var offered = 0
    /// The key that was shown last, with its passphrase.
    var lastKey: (identity: KeyOffer.Identity, file: String?, passphrase: Secret?)?
    var tried: [String] = []
    var notOffered: [String] = []
    /// What a person would have had to give.
    var wanted: [String] = []
    private var isInteractionSpent = false
    private var isPasswordSpent = false

    /// - Parameter prompter: who asks the person; nil for a login that must not ask.
    init(hop: Hop, prompter: (any SSHPrompter)?, usable: UsableKeys, memory: LoginMemory) {
        self.hop = hop
        person = prompter
        self.usable = usable
        earlier = memory
        report.memory.passphrases = memory.passphrases
    }

    /// Runs the login to its end.
    mutating func logIn(_ conversation: any LoginConversation) -> LoginReport {
        do {
            try runStages(conversation)
        } catch {
            report.error = judged(error)
        }
        return report
    }

    private mutating func runStages(_ conversation: any LoginConversation) throws(TunnelError) {
        var methods = try conversation.allowedMethods()
        var stages = 1
        while !conversation.isAuthenticated {
            guard let answer = try takeStep(methods, conversation) else { throw failure(methods) }
            switch answer {
            case .accepted: return
            case .keyNotTaken: report.isRefused = true
            case .refused:
                report.isRefused = true
                // Each look at the list is one more refusal at OpenSSH (auth2.c), so that there is none where it would change nothing.
                if offered >= Self.offerLimit, mayInteract(methods) || maySendPassword(methods) { continue }
                let now = try conversation.allowedMethods()
                if Set(now) == Set(methods) { continue }
                stages += 1
                guard stages <= Self.stageLimit else { throw failure(methods) }
                methods = now
                beginStage()
            case .unusable: break
            case .abandoned:
                let reason = "the server's questions (keyboard-interactive) were not answered"
                throw .personNeeded(hop: hop.name, user: hop.user, reason: reason)
            }
        }
    }

    /// Does the next thing that the server would take; nil when there is nothing left.
    private mutating func takeStep(_ methods: [String], _ conversation: any LoginConversation) throws(TunnelError) -> LoginAnswer? {
        if methods.contains("publickey"), let offer = try nextOffer(conversation) { return try show(offer, conversation) }
        if mayInteract(methods) {
            isInteractionSpent = true
            return try interact(conversation)
        }
        if maySendPassword(methods) {
            isPasswordSpent = true
            return try sendPassword(conversation)
        }
        return nil
    }

    private func mayInteract(_ methods: [String]) -> Bool {
        methods.contains("keyboard-interactive") && hop.allowsKeyboardInteractive && !isInteractionSpent
    }

    private func maySendPassword(_ methods: [String]) -> Bool { methods.contains("password") && hop.allowsPassword && !isPasswordSpent }

    /// The server has taken what it was given and wants more: partial success.
    private mutating func beginStage() {
        report.isRefused = false
        isInteractionSpent = false
        isPasswordSpent = false
        if !tried.isEmpty { tried.removeLast() }
        if let taken = lastKey { keep(taken) }
        lastKey = nil
    }

    private func failure(_ methods: [String]) -> TunnelError {
        let leftOut = notOffered.map { "not offered: \($0)" }
        if !wanted.isEmpty {
            // A key that the server does not know is the cause more often than a person who is not there.
            let refused = report.isRefused && !tried.isEmpty ? ["refused so far: \(tried.joined(separator: ", "))"] : []
            return .personNeeded(hop: hop.name, user: hop.user, reason: (wanted + refused + leftOut).joined(separator: "; "))
        }
        let methods = methods.prefix(8).map { SanitizedText.line($0) }
        if tried.isEmpty { return .noCredentials(hop: hop.name, user: hop.user, methods: methods, notOffered: notOffered) }
        return .authenticationRefused(hop: hop.name, user: hop.user, tried: tried + leftOut, methods: methods)
    }

    /// After too many refusals a server hangs up, or stops answering. That is not a network failure, and must not be retried as one.
    private func judged(_ error: TunnelError) -> TunnelError {
        guard error.kind == .network, report.isRefused else { return error }
        let end = if case .connectionLost(_, _, let reason) = error { SanitizedText.line(reason) } else { "no answer" }
        return .authenticationRefused(hop: hop.name, user: hop.user, tried: tried + ["then the login ended: \(end)"], methods: [])
    }
}

/// How a login went.
struct LoginReport {
    /// Why the server has not let us in; nil where it has.
    var error: TunnelError?
    /// Whether the server has said no to the last thing that it was shown, so that it may count a failed login.
    var isRefused = false
    /// Whether a person has answered the server's questions.
    var askedPerson = false
    /// What is worth remembering; only of use where there is no error.
    var memory = LoginMemory()
}

/// What a login to one hop has shown to work, kept in memory so that it can be repeated without a person.
struct LoginMemory {
    /// Passphrases by key file. Each has opened its file, and the server has taken the key.
    var passphrases: [String: Secret] = [:]
    /// The key that the server has taken.
    var identity: KeyOffer.Identity?
    /// Whether the last login took something that only a person has: an answer to the server's questions, or a password.
    var tookPerson = false
}
