/// Who answers what only a person knows. The assembly gives one that uses a terminal, or `SSH_ASKPASS`.
public protocol SSHPrompter: Sendable {
    /// Whether there is a person to be asked at all just now.
    var isAvailable: Bool { get }

    /// Puts the questions of one round to the person, and waits for the answers without a limit of its own.
    ///
    /// Called on a thread of the tunnel's, which may block.
    ///
    /// - Returns: as many answers as there are prompts; nil when nobody is there or the person gave up.
    func answers(to question: SSHQuestion) -> [Secret]?

    /// Asks whether an unknown host key is to be trusted and kept.
    func confirms(_ question: HostKeyQuestion) -> Bool
}

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

/// An unknown host key, for a person to decide.
public struct HostKeyQuestion: Sendable, Equatable {
    public let hop: String
    public let address: Endpoint
    public let algorithm: String
    /// `SHA256:…` as `ssh` and `ssh-keygen -l` print it.
    public let fingerprint: String
    /// The file that the key will be appended to.
    public let file: String

    public init(hop: String, address: Endpoint, algorithm: String, fingerprint: String, file: String) {
        self.hop = hop
        self.address = address
        self.algorithm = algorithm
        self.fingerprint = fingerprint
        self.file = file
    }
}
