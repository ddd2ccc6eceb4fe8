import CLibSSH2
import SystemSupport

/// The libssh2 that this process runs with.
package enum LibSSH2Library {
    /// Its version, such as `1.11.1`: of the library that was loaded, which may be newer than the header that we were built with.
    package static var version: String {
        // `libssh2_version(0)` returns a constant string that is never freed (libssh2_version(3)).
        guard let version = unsafe libssh2_version(0) else { return "unknown" }
        return unsafe String(cString: version)
    }

    /// The algorithms that are offered to servers, the preferred one first: our preferences as far as this libssh2 has them.
    ///
    /// - Returns: none where the library cannot be used.
    static func offeredAlgorithms(_ kind: AlgorithmKind) -> [String] {
        // A session without a connection tells what the library can do. Without memory nothing can be offered.
        guard let session = try? SessionHandle(transport: SSHTransport(socket: Descriptor(owning: -1))) else { return [] }
        return kind.preference.filter(Set(session.supportedAlgorithms(kind)).contains)
    }

    /// libssh2_init(3): once in a process, and never undone, since other threads may be using it.
    static let initialization: Int32 = libssh2_init(0)
}

/// What SSH's peers agree on in the key exchange (RFC 4253, section 7.1), and what we offer of it.
package enum AlgorithmKind: String, Sendable, CaseIterable {
    case keyExchange = "key exchange"
    case hostKey = "host key"
    case cipher = "cipher"
    case authenticationCode = "message authentication"

    /// What we would take, the preferred one first. Nothing with SHA-1, MD5, CBC or RC4, nor what OpenSSH leaves out by default.
    var preference: [String] {
        switch self {
        case .keyExchange:
            [
                "curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521",
                "diffie-hellman-group16-sha512", "diffie-hellman-group18-sha512", "diffie-hellman-group-exchange-sha256",
                "diffie-hellman-group14-sha256",
            ]
        case .hostKey:
            [
                "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512", "rsa-sha2-256",
            ]
        case .cipher:
            // Fastest first, by seconds of the processor for a GB received, on an EPYC with AES and SHA instructions: aes128-ctr with
            // hmac-sha2-256 2.2, aes256-ctr 2.6, chacha20 2.3, gcm 3.4. libssh2 calls OpenSSL for every 16 bytes, which costs GCM most.
            [
                "aes128-ctr", "aes192-ctr", "aes256-ctr", "chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com",
                "aes256-gcm@openssh.com",
            ]
        case .authenticationCode:
            [
                "hmac-sha2-256-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-512",
            ]
        }
    }
}

/// An error of libssh2's, with the text that belonged to it.
struct LibSSH2Failure: Error, Equatable {
    /// `LIBSSH2_ERROR_…`.
    let code: Int32
    let text: String

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
