extension ConfigKey {
    /// What the setting is for, for a person who reads the file.
    var comment: String {
        switch self {
        case .user: "The user name for Argo. $ARGO_USER and $CELS_USERNAME go before it."
        case .sshUser: "The login name on the SSH servers. It goes before $CELS_USERNAME, and before what your SSH configuration says."
        case .port: "The port to listen on; without it, one that is derived from the user name."
        case .direct: "Connect straight to Argo, from inside the laboratory's network."
        case .upstream: "Connect to a forward to Argo that somebody keeps up."
        case .tunnelHost: "The host of such a forward, at tunnel-port."
        case .tunnelPort: "With tunnel-host: its port. Without: open this port for all programs and users of this machine."
        case .via: "Go through the relay that `argo-shim relay serve` runs on this machine."
        case .relayTokenFile: "With via: the file with the relay's token, where it is not this machine's own."
        case .host: "The last SSH server on the way, which connects to Argo."
        case .jump: "The SSH servers before it, in order."
        case .nojump: "Connect to host without any other server before it."
        case .sshConfig: "The SSH configuration to read in place of ~/.ssh/config."
        case .target: "Where the last server connects to, if not to Argo itself."
        case .openssh: "Use a connection of your own ssh, which is open already."
        case .relay: "Lend the way to Argo to this machine, over SSH."
        case .relayPort: "The port of its loopback at which it is lent."
        case .password: "Allow a login with a password, which is asked for."
        case .test: "Use Argo's test environment."
        case .dev: "Use Argo's development environment."
        case .caFile: "Trust the certificates in this PEM file too, such as Argo's missing intermediate."
        case .pinSPKI: "Trust only the key with this hash."
        case .insecureSkipVerify: "Trust whoever answers. Anybody on the way can read and change everything."
        case .noAuth: "Ask for no token. Every user and program of this machine can then use Argo in your name."
        case .rotateEvery: "Make a new token when the one in use is this old."
        case .tokenGrace: "How many seconds a replaced token stays good."
        case .noUpdateSettings: "Leave the clients' settings alone."
        case .noKeptAnswers: "Keep no answers of the Responses API for those who come back to them."
        case .noALCF: "Leave ALCF's Sophia and Metis out, and the login of ALCF's helper unread."
        case .apiKeyHelper: "What Claude Code runs for the token: echo or command."
        case .forceUser: "Replace the user field of every request, not only a missing one."
        case .maxBody: "The largest request body in MiB."
        case .timeout: "How many seconds Argo may take until the answer begins, or is complete where it is no stream."
        case .noFix: "Fixes to switch off."
        case .logLevel: "trace, debug, info, notice, warning, error or critical. `argo-shim reload` changes it in a shim that runs."
        case .logFormat: "text or json."
        }
    }

    /// A value that somebody could want.
    var example: ConfigValue {
        switch self {
        case .user, .sshUser: .text("alice")
        case .port: .number(22_025)
        case .upstream, .target: .text("127.0.0.1:8443")
        case .tunnelHost: .text("127.0.0.1")
        case .tunnelPort: .number(8_443)
        case .via: .text("login7:22023")
        case .relayTokenFile: .text("~/login7-token")
        case .relay: .text("login7")
        case .relayPort: .number(22_023)
        case .host: .text(TunnelOptions.standardHost)
        case .jump: .list(["logins.cels.anl.gov"])
        case .sshConfig: .text("~/.ssh/argo-config")
        case .caFile: .text("~/argo-issuer.pem")
        case .pinSPKI: .text("sha256/bQGssH9/RfgJ8vC58KzQsCuHcZPvx28njE4TQubw8p4=")
        case .rotateEvery: .text("24h")
        case .tokenGrace: .number(600)
        case .apiKeyHelper: .text("command")
        case .maxBody: .number(64)
        case .timeout: .number(600)
        case .noFix: .list(["claude-sampling"])
        case .logLevel: .text("debug")
        case .logFormat: .text("json")
        case .direct, .nojump, .openssh, .password, .test, .dev, .insecureSkipVerify, .noAuth, .noUpdateSettings, .noKeptAnswers,
            .noALCF, .forceUser:
            .flag(true)
        }
    }
}
