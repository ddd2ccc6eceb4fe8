/// What the command line says about the route.
package struct RouteRequest: Sendable, Equatable {
    package enum Jumps: Sendable, Equatable {
        /// `ProxyJump` of the SSH configuration; where the last hop has none, these.
        case configured(otherwise: [String])
        /// These, first to last (`--jump`), whatever the configuration says.
        case named([String])
        /// None at all (`--nojump`), whatever the configuration says.
        case none
    }

    /// The last hop, as it is typed: `[user@]host[:port]`.
    package var host: String
    /// The hops before it, each as it is typed.
    package var jumps: Jumps
    /// The login name for every hop that is typed without one (`--ssh-user`).
    package var user: String?
    /// The SSH configuration to use in place of the user's and the system's (`--ssh-config`, `ssh -F`).
    package var configurationFile: String?
    /// What the last hop connects to.
    package var target: Endpoint
    /// Whether a password may be asked for (`--password`).
    package var allowsPassword: Bool

    package init(
        host: String = "homes.cels.anl.gov",
        jumps: Jumps = .configured(otherwise: ["logins.cels.anl.gov"]),
        user: String? = nil,
        configurationFile: String? = nil,
        target: Endpoint = Endpoint(host: "apps.inside.anl.gov", port: 443),
        allowsPassword: Bool = false
    ) {
        self.host = host
        self.jumps = jumps
        self.user = user
        self.configurationFile = configurationFile
        self.target = target
        self.allowsPassword = allowsPassword
    }
}
