/// One round of questions.
public struct SSHQuestion: Sendable, Equatable {
    public enum Purpose: Sendable, Equatable {
        /// The passphrase of this key file.
        case passphrase(file: String)
        case password
        /// Keyboard-interactive (RFC 4256): Duo, one-time codes.
        case keyboardInteractive
    }

    public struct Prompt: Sendable, Equatable {
        /// The server's words, with control characters taken out.
        public let text: String
        /// Whether the answer may be seen while it is typed.
        public let echoes: Bool

        public init(text: String, echoes: Bool) {
            self.text = text
            self.echoes = echoes
        }
    }

    public let purpose: Purpose
    /// The hop's name, and the login name there.
    public let hop: String
    public let user: String
    /// The server's heading and instruction, control characters taken out; often empty.
    public let heading: String
    public let instruction: String
    public let prompts: [Prompt]

    public init(purpose: Purpose, hop: String, user: String, heading: String = "", instruction: String = "", prompts: [Prompt]) {
        self.purpose = purpose
        self.hop = hop
        self.user = user
        self.heading = heading
        self.instruction = instruction
        self.prompts = prompts
    }
}
