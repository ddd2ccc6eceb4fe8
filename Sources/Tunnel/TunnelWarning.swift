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
