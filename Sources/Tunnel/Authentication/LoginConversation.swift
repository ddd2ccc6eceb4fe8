/// A session's side of user authentication (RFC 4252), after the host key was accepted. Used on the session's thread; each call blocks.
protocol LoginConversation: AnyObject {
    /// Whether the server has let us in.
    var isAuthenticated: Bool { get }

    /// The methods that the server would take now: `publickey`, `keyboard-interactive`, `password`, …. Empty once it has let us in.
    ///
    /// After a refusal it is asked again: libssh2 does not report partial success, and a list that has changed is the sign of one.
    func allowedMethods() throws(TunnelError) -> [String]

    /// Offers a private key from a file, and signs with it if the server would take it.
    ///
    /// - Parameters:
    ///   - privateKey: path of the file, in OpenSSH's or a PEM format.
    ///   - publicKey: path of the public key or certificate; nil where it is to be taken from the private key.
    ///   - passphrase: nil for a file that is not encrypted.
    func offerKey(privateKey: String, publicKey: String?, passphrase: Secret?) throws(TunnelError) -> LoginAnswer

    /// The keys that the agent at this socket holds, in its order; empty where none answers.
    func agentKeys(socket: String) throws(TunnelError) -> [AgentKey]

    /// Offers a key of the agent that `agentKeys` has listed.
    func offerAgentKey(_ key: AgentKey) throws(TunnelError) -> LoginAnswer

    /// Runs keyboard-interactive authentication (RFC 4256). `respond` is called for each round, also for one without prompts; nil gives up.
    func keyboardInteractive(_ respond: (InteractiveRound) -> [Secret]?) throws(TunnelError) -> LoginAnswer

    func password(_ secret: Secret) throws(TunnelError) -> LoginAnswer
}

/// What came of one offer.
enum LoginAnswer: Equatable {
    /// The server has let us in.
    case accepted
    /// The server said no, or not yet: `allowedMethods` tells which.
    case refused
    /// The server said no to a key before it asked for a signature, so that it cannot be partial success (RFC 4252, section 7).
    case keyNotTaken
    /// Nothing was sent: the key cannot be used here (wrong passphrase, unknown format, libssh2 too old). The reason is without secrets.
    case unusable(reason: String)
    /// A person gave up. The server may count it as a failure.
    case abandoned
}

/// One round of keyboard-interactive authentication, in the server's words as they came.
struct InteractiveRound: Equatable {
    let heading: String
    let instruction: String
    let prompts: [SSHQuestion.Prompt]
}

/// A key that an agent holds.
struct AgentKey: Equatable, Hashable {
    /// The public key's blob (RFC 4253, 6.6), or a certificate's.
    let blob: [UInt8]
    let comment: String
}
