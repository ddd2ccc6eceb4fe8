/// What the tunnel is doing, for `status`, for logs and for requests that wait.
package struct TunnelStatus: Sendable, Equatable {
    package enum State: Sendable, Equatable {
        /// Not started yet, or stopped.
        case stopped
        /// A login is on its way; at this hop, in this phase.
        case connecting(hop: String, phase: ConnectionPhase)
        /// A person is being asked something.
        case waitingForPerson(hop: String)
        case up
        /// Broken for this reason; the next attempt comes then (seconds since 1970).
        case waiting(TunnelError, retryAtUnixTime: Int)
        /// It goes on only when a person acts: log in, accept a key, `reset`.
        case needsLogin(TunnelError)
    }

    package var state: State
    /// Since when it is in this state, seconds since 1970.
    package var sinceUnixTime: Int
    /// How often the route was built anew since the start.
    package var reconnections: Int
    package var openStreams: Int
}

/// Something of the user's that was passed over, or done in their name, which they should know. The words for people are made elsewhere.
package enum TunnelWarning: Sendable, Hashable {
    /// A known_hosts file exists and cannot be read; what it says does not count. `code` is errno.
    case knownHostsUnreadable(file: String, code: Int32)
    /// A known_hosts file is longer than `limit` bytes; what lies behind does not count.
    case knownHostsTooLong(file: String, limit: Int)
    /// A line that names the host, or whose names cannot be read, cannot be used.
    case knownHostsLineUnusable(file: String, line: Int, fault: KnownHostsFault)
    /// So many more lines of the file as in `knownHostsLineUnusable`.
    case knownHostsLinesUnusable(file: String, further: Int)
    /// A `@cert-authority` line vouches for the host, but libssh2 cannot verify host certificates.
    case certificateAuthorityIgnored(hop: String, file: String, line: Int)

    /// A host key was added to this file without a question, because the configuration says so.
    case hostKeyAdded(hop: String, algorithm: String, fingerprint: String, file: String)
    /// A host key was accepted but cannot be written down: it counts for this session alone. `code` is errno.
    case hostKeyNotKept(hop: String, file: String, code: Int32)

    /// The SSH configuration says this for the hop, which we cannot follow (`ProxyCommand`, `RevokedHostKeys`, …).
    case configurationIgnored(hop: String, keyword: String)
    /// A path of the SSH configuration holds a token or a variable that we cannot expand, so that it is left out.
    case pathIgnored(hop: String, keyword: String, path: String)
}
