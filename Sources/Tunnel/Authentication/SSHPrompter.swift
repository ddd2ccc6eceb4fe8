/// Who answers what only a person knows. The assembly gives one that uses a terminal, or `SSH_ASKPASS`.
package protocol SSHPrompter: Sendable {
    /// Whether there is a person to be asked at all just now.
    var isAvailable: Bool { get }

    /// Puts the questions of one round to the person, and waits for the answers without a limit of its own.
    ///
    /// Called on a thread of the tunnel's, which may block.
    ///
    /// - Returns: as many answers as there are prompts; nil when nobody is there or the person gave up.
    func answers(to question: SSHQuestion) -> [Secret]?

    /// Asks whether an unknown host key is to be trusted and kept.
    ///
    /// - Returns: nil when nobody is there or the person gave up, which is no refusal.
    func confirms(_ question: HostKeyQuestion) -> Bool?
}
