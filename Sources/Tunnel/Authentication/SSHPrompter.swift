import SystemSupport

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

/// One round of questions.
package struct SSHQuestion: Sendable, Equatable {
    package enum Purpose: Sendable, Equatable {
        /// The passphrase of this key file.
        case passphrase(file: String)
        case password
        /// Keyboard-interactive (RFC 4256): Duo, one-time codes.
        case keyboardInteractive
    }

    package struct Prompt: Sendable, Equatable, Codable {
        /// The server's words, with control characters taken out.
        package let text: String
        /// Whether the answer may be seen while it is typed.
        package let echoes: Bool

        package init(text: String, echoes: Bool) {
            self.text = text
            self.echoes = echoes
        }
    }

    package let purpose: Purpose
    /// The hop's name, and the login name there.
    package let hop: String
    package let user: String
    /// The server's heading and instruction, control characters taken out; often empty.
    package let heading: String
    package let instruction: String
    package let prompts: [Prompt]

    package init(purpose: Purpose, hop: String, user: String, heading: String = "", instruction: String = "", prompts: [Prompt]) {
        self.purpose = purpose
        self.hop = hop
        self.user = user
        self.heading = heading
        self.instruction = instruction
        self.prompts = prompts
    }
}

/// An unknown host key, for a person to decide.
package struct HostKeyQuestion: Sendable, Equatable {
    package let hop: String
    package let address: Endpoint
    package let algorithm: String
    /// `SHA256:…` as `ssh` and `ssh-keygen -l` print it.
    package let fingerprint: String
    /// The file that the key will be appended to.
    package let file: String

    package init(hop: String, address: Endpoint, algorithm: String, fingerprint: String, file: String) {
        self.hop = hop
        self.address = address
        self.algorithm = algorithm
        self.fingerprint = fingerprint
        self.file = file
    }
}

/// A passphrase, a password or a one-time code. It never prints itself.
package struct Secret: SecretValue {
    /// The text, for the one call that sends it.
    package let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { "(secret)" }
}
