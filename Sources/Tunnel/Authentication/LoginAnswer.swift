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
