/// The way to a host that cannot be reached directly: SSH servers in the order in which they are met, and what lies behind the last.
package struct TunnelRoute: Sendable, Equatable {
    /// At least one.
    package var hops: [Hop]
    /// What the last hop connects to for each stream.
    package var target: Endpoint
}

/// One SSH server on the way, and everything that the user has settled about it.
///
/// The fields carry what `ssh -G` prints for the host (ssh_config(5)), with paths expanded.
package struct Hop: Sendable, Equatable {
    /// The name that the user uses for it (`logins.cels.anl.gov`, or an alias of their configuration). Messages use it.
    package var name: String
    /// Where it is dialled (`HostName`, `Port`), from the hop before it or from here.
    package var address: Endpoint
    /// The login name there.
    package var user: String
    /// Private key files in the order of the configuration. Those that do not exist are passed over.
    package var identityFiles: [String] = []
    /// Certificates that go with a key (`CertificateFile`).
    package var certificateFiles: [String] = []
    /// The agent's socket; nil where there is no agent, or `IdentityAgent none`.
    package var agentSocket: String?
    /// `IdentitiesOnly`: offer only the files above, even if the agent has more keys.
    package var usesOnlyConfiguredIdentities = false
    /// Whether a password may be asked for and sent. Only when the user asked for that.
    package var allowsPassword = false
    /// `KbdInteractiveAuthentication`: whether the server's questions (Duo, one-time codes) may be put to a person.
    package var allowsKeyboardInteractive = true
    /// The user's known_hosts files; the first is the one that a new key is appended to.
    package var knownHostsFiles: [String] = []
    /// The system's known_hosts files; only read.
    package var globalKnownHostsFiles: [String] = []
    /// Whether names are hashed in the line of a new key (`HashKnownHosts`).
    package var hashesKnownHosts = false
    /// The name to look up in known_hosts in place of the address (`HostKeyAlias`).
    package var hostKeyAlias: String?
    /// `HostKeyAlgorithms`: those that may be used, in the user's order, which `ssh -G` always lists in full; empty for the defaults.
    package var hostKeyAlgorithms: [String] = []
    /// What to do with a key that is in no known_hosts file.
    package var unknownHostKeys = UnknownHostKeyPolicy.ask
    /// How long the dial and the key exchange may take together.
    package var connectTimeout: Duration = .seconds(15)
    /// `ServerAliveInterval`: how long the server may be silent before it is probed; nil, or longer than ours, for ours.
    package var serverAliveInterval: Duration?
    /// `ServerAliveCountMax`: after how many such intervals without an answer the connection is given up, unless ours are over before.
    package var serverAliveCountMax = 3
}

package struct Endpoint: Sendable, Hashable, Codable, CustomStringConvertible {
    /// A name or an address, an IPv6 address without brackets.
    package var host: String
    /// TCP port, 1...65535.
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// As it is typed: `apps.inside.anl.gov:443`, `[::1]:22`.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
