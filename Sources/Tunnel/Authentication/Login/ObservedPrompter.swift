/// Asks through another prompter and tells when a person is being asked.
struct ObservedPrompter: SSHPrompter {
    let prompter: any SSHPrompter
    /// Called with true before a question, and with false when it is over.
    let isAsking: @Sendable (Bool) -> Void
    /// Whether the login has been given up meanwhile. An answer that comes then is not used.
    let isAbandoned: @Sendable () -> Bool

    var isAvailable: Bool { !isAbandoned() && prompter.isAvailable }

    func answers(to question: SSHQuestion) -> [Secret]? {
        guard isAvailable else { return nil }
        isAsking(true)
        let answers = prompter.answers(to: question)
        isAsking(false)
        return isAbandoned() ? nil : answers
    }

    func confirms(_ question: HostKeyQuestion) -> Bool? {
        guard isAvailable else { return nil }
        isAsking(true)
        let isConfirmed = prompter.confirms(question)
        isAsking(false)
        return isAbandoned() ? nil : isConfirmed
    }
}
