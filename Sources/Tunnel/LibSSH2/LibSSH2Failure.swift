import CLibSSH2

/// An error of libssh2's, with the text that belonged to it.
struct LibSSH2Failure: Error, Equatable {
    /// `LIBSSH2_ERROR_…`.
    let code: Int32
    let text: String

    /// The server refused a channel (RFC 4254, section 5.1).
    var isChannelRefusal: Bool { code == LIBSSH2_ERROR_CHANNEL_FAILURE }

    /// The server said no to what was offered, or to the signature.
    var isAuthenticationRefusal: Bool {
        code == LIBSSH2_ERROR_AUTHENTICATION_FAILED || code == LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED || code == LIBSSH2_ERROR_PASSWORD_EXPIRED
    }

    /// A signature was refused, or could not be made.
    var isSignatureFailure: Bool { code == LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED }

    /// The session can go on without the channel that this happened to.
    var concernsOneChannel: Bool {
        switch code {
        case LIBSSH2_ERROR_CHANNEL_OUTOFORDER, LIBSSH2_ERROR_CHANNEL_FAILURE, LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED,
            LIBSSH2_ERROR_CHANNEL_UNKNOWN, LIBSSH2_ERROR_CHANNEL_WINDOW_EXCEEDED, LIBSSH2_ERROR_CHANNEL_PACKET_EXCEEDED,
            LIBSSH2_ERROR_CHANNEL_CLOSED, LIBSSH2_ERROR_CHANNEL_EOF_SENT, LIBSSH2_ERROR_CHANNEL_WINDOW_FULL, LIBSSH2_ERROR_TIMEOUT:
            true
        default: false
        }
    }

    /// libssh2 gave up after 60 s (`LIBSSH2_READ_TIMEOUT`).
    var isTimeout: Bool { code == LIBSSH2_ERROR_TIMEOUT }

    static let outOfMemory = LibSSH2Failure(code: LIBSSH2_ERROR_ALLOC, text: "out of memory")
    static let channelClosed = LibSSH2Failure(code: LIBSSH2_ERROR_CHANNEL_CLOSED, text: "the channel is closed")
}
