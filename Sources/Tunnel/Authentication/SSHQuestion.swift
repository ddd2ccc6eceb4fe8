/// One round of questions.
package struct SSHQuestion: Sendable, Equatable {
    package enum Purpose: Sendable, Equatable {
        /// The passphrase of this key file.
        case passphrase(file: String)
        case password
        /// Keyboard-interactive (RFC 4256): Duo, one-time codes.
        case keyboardInteractive
    }

    package struct Prompt: Sendable, Equatable {
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
