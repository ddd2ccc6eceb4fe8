import CLibSSH2

/// The libssh2 that this process runs with.
package enum LibSSH2Library {
    /// Its version, such as `1.11.1`: of the library that was loaded, which may be newer than the header that we were built with.
    package static var version: String {
        // `libssh2_version(0)` returns a constant string that is never freed (libssh2_version(3)).
        guard let version = unsafe libssh2_version(0) else { return "unknown" }
        return unsafe String(cString: version)
    }

    /// Whether RSA keys can sign with SHA-2 (RFC 8332), which libssh2 does from 1.11.0 on. OpenSSH 8.8 and later refuse them with SHA-1.
    package static var supportsRSASHA2: Bool { tunnel_ssh2_is_at_least(0x010b00) }

    /// The algorithms that are offered to servers, the preferred one first: our preferences as far as this libssh2 has them.
    ///
    /// - Returns: one list for each kind; empty where the library cannot be used.
    package static func offeredAlgorithms() -> [(kind: AlgorithmKind, names: [String])] {
        guard let session = try? SessionHandle.forInspection() else { return [] }  // no memory: nothing can be offered
        return AlgorithmKind.allCases.map { kind in
            (kind, kind.preference.filter(Set(session.supportedAlgorithms(kind)).contains))
        }
    }

    /// libssh2_init(3): once in a process, and never undone, since other threads may be using it.
    static let initialization: Int32 = libssh2_init(0)
}
