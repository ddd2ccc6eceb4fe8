import SystemSupport

/// One login to one hop, from the host key to the last word of the server, with its line in the ledger.
///
/// Its two halves run on the session's thread and block there.
final class HopLogin: Sendable {
    private struct State {
        var attempt: LoginAttempt?
        var report = LoginReport()
        var isAbandoned = false
    }

    private let hop: Hop
    private let isLastHop: Bool
    private let ledger: AttemptLedger
    private let memory: LoginMemory
    private let prompter: (any SSHPrompter)?
    private let isAsking: @Sendable (Bool) -> Void
    private let state = Locked(State())

    /// - Parameters:
    ///   - isLastHop: whether success here clears the ledger's row.
    ///   - memory: what earlier logins have shown.
    ///   - prompter: who asks the person; nil for a login that must not ask.
    ///   - isAsking: called with true before a person is asked, and with false after.
    init(
        to hop: Hop, isLastHop: Bool, ledger: AttemptLedger, memory: LoginMemory, prompter: (any SSHPrompter)?,
        isAsking: @escaping @Sendable (Bool) -> Void
    ) {
        self.hop = hop
        self.isLastHop = isLastHop
        self.ledger = ledger
        self.memory = memory
        self.prompter = prompter
        self.isAsking = isAsking
    }

    /// What came of the authentication; of use when it is over.
    var report: LoginReport { state.withLock { $0.report } }

    /// Writes the attempt down, then judges the host key: a key that is refused is a failed login, too.
    ///
    /// - Throws: what the ledger and `judge` throw; `stopped` when the login has been given up.
    func verify(_ key: HostKey, with verify: (HostKey) throws(TunnelError) -> Void) throws(TunnelError) {
        // Held over the write: whoever gives the login up finds its line, or there will be none.
        try state.withLock { state throws(TunnelError) in
            guard !state.isAbandoned else { throw .stopped }
            state.attempt = try ledger.begin(hop.address, now: Self.now)
        }
        do {
            try verify(key)
        } catch {
            finish(error.kind == .trust ? .failed : .notCounted)
            throw error
        }
    }

    /// Authenticates, and writes the outcome down at once.
    func logIn(_ conversation: any LoginConversation) throws(TunnelError) {
        let usable = UsableKeys(libraryVersion: LibSSH2Library.version)
        var authenticator = Authenticator(hop: hop, prompter: self, usable: usable, memory: memory)
        let report = authenticator.logIn(conversation)
        state.withLock { $0.report = report }
        guard let error = report.error else {
            finish(.accepted(isLastHop: isLastHop))
            return
        }
        finish(report.isRefused ? .failed : .notCounted)
        throw error
    }

    /// The session has ended, in whatever way; a line that has no outcome yet gets one that does not count.
    func end() { finish(.notCounted) }

    /// Nobody waits for this login any more: questions go unanswered, and its line in the ledger is closed now.
    func abandon() {
        state.withLock { $0.isAbandoned = true }
        finish(.notCounted)
    }

    private func finish(_ outcome: AttemptHistory.Outcome) {
        let attempt = state.withLock { $0.attempt }
        // An outcome that cannot be written leaves the line pending, which counts as a failure later: the safe side.
        try? attempt?.resolve(outcome, now: Self.now)
    }

    private static var now: Int { Int(ClockReading.now().wall.components.seconds) }
}

/// Asks through the prompter, and tells when a person is being asked. An answer that comes after the login has been given up is not used.
extension HopLogin: SSHPrompter {
    private var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

    var isAvailable: Bool { !isAbandoned && prompter?.isAvailable ?? false }

    func answers(to question: SSHQuestion) -> [Secret]? { observing { prompter?.answers(to: question) } }

    func confirms(_ question: HostKeyQuestion) -> Bool? { observing { prompter?.confirms(question) } }

    private func observing<Answer>(_ ask: () -> Answer?) -> Answer? {
        guard isAvailable else { return nil }
        isAsking(true)
        let answer = ask()
        isAsking(false)
        return isAbandoned ? nil : answer
    }
}
