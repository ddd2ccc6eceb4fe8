/// A setting of the configuration file. Its name there is that of the option of `argo-shim run` that it stands for.
enum ConfigKey: String, CaseIterable, Sendable {
    case user
    case sshUser = "ssh-user"
    case port
    case direct, upstream
    case tunnelHost = "tunnel-host"
    case tunnelPort = "tunnel-port"
    case via
    case relayTokenFile = "relay-token-file"
    case host, jump, nojump
    case openssh
    case sshConfig = "ssh-config"
    case target, password
    case relay
    case relayPort = "relay-port"
    case test, dev
    case caFile = "ca-file"
    case pinSPKI = "pin-spki"
    case insecureSkipVerify = "insecure-skip-verify"
    case noAuth = "no-auth"
    case rotateEvery = "rotate-every"
    case tokenGrace = "token-grace"
    case noUpdateSettings = "no-update-settings"
    case noKeptAnswers = "no-kept-answers"
    case noALCF = "no-alcf"
    case apiKeyHelper = "api-key-helper"
    case forceUser = "force-user"
    case maxBody = "max-body"
    case timeout
    case noFix = "no-fix"
    case logLevel = "log-level"
    case logFormat = "log-format"

    /// What its value is in the file.
    enum Kind: Equatable, Sendable {
        /// `true` or `false`.
        case flag
        /// A whole number.
        case number
        case text
        /// A file; a relative path is one from the folder of the configuration.
        case path
        /// A list of texts, or a single one.
        case list
    }

    /// As it is typed.
    var option: String { "--" + rawValue }

    var kind: Kind {
        switch self {
        case .direct, .nojump, .openssh, .password, .test, .dev, .insecureSkipVerify, .noAuth, .noUpdateSettings, .noKeptAnswers,
            .noALCF, .forceUser:
            .flag
        case .port, .tunnelPort, .relayPort, .tokenGrace, .maxBody, .timeout: .number
        case .sshConfig, .caFile, .relayTokenFile: .path
        case .jump, .noFix: .list
        case .user, .sshUser, .upstream, .tunnelHost, .via, .relay, .host, .target, .pinSPKI, .rotateEvery, .apiKeyHelper, .logLevel,
            .logFormat:
            .text
        }
    }

    /// The variables that go before the file, the strongest first.
    var variables: [String] {
        switch self {
        case .user: ["ARGO_USER", "CELS_USERNAME"]
        default: []
        }
    }

    /// The variable that counts where neither the command line nor the file says anything. The login name on servers has one only of this
    /// kind, as it has beside an SSH configuration: a name that somebody has written down for these servers is the better one, and a wrong
    /// one costs a failed login.
    var fallbackVariable: String? { self == .sshUser ? "CELS_USERNAME" : nil }

    /// Options of `argo-shim run` that are no settings, with what to write in their place.
    static let commandLineOnly: [String: String] = [
        "verbose": "write log-level: debug", "rotate-token": "it is for the command line, or write rotate-every",
        "no-config": "it is for the command line",
    ]
}

extension ConfigKey {
    /// The settings about the SSH tunnel, which another way to Argo does without.
    private static let tunnelSettings: Set<ConfigKey> = [.host, .jump, .nojump, .sshUser, .sshConfig, .target, .password, .openssh]

    /// The settings of the file that do not count when others are typed: those are another answer to the same question.
    ///
    /// - Parameters:
    ///   - typed: what the command line says.
    ///   - filed: what the file says.
    static func displaced(by typed: Set<ConfigKey>, among filed: Set<ConfigKey>) -> Set<ConfigKey> {
        var displaced = filed.intersection(typed)
        for key in typed { displaced.formUnion(key.conflictingOptions) }
        // The same number is the port of a forward, or a port to open, which is a door: it must not become the other.
        let wasForward = filed.contains(.tunnelHost)
        let isForward = typed.contains(.tunnelHost) || wasForward && !displaced.contains(.tunnelHost)
        if wasForward != isForward { displaced.insert(.tunnelPort) }
        // It is about the relay, and goes with it.
        if displaced.contains(.via), !typed.contains(.via) { displaced.insert(.relayTokenFile) }
        return displaced.intersection(filed)
    }

    private var conflictingOptions: Set<ConfigKey> {
        switch self {
        case .direct: Self.tunnelSettings.union([.upstream, .tunnelHost, .tunnelPort, .via])
        case .upstream: Self.tunnelSettings.union([.direct, .tunnelHost, .tunnelPort, .via])
        case .tunnelHost: Self.tunnelSettings.union([.direct, .upstream, .via])
        case .via: Self.tunnelSettings.union([.direct, .upstream, .tunnelHost, .tunnelPort])
        case .nojump: [.jump, .openssh, .direct, .upstream, .tunnelHost, .via]
        case .jump: [.nojump, .openssh, .direct, .upstream, .tunnelHost, .via]
        case .password: [.openssh, .direct, .upstream, .tunnelHost, .via]
        case .openssh: [.jump, .nojump, .password, .tunnelPort, .direct, .upstream, .tunnelHost, .via]
        case .host, .sshUser, .sshConfig, .target: [.direct, .upstream, .tunnelHost, .via]
        case .test: [.dev]
        case .dev: [.test]
        case .caFile, .pinSPKI, .insecureSkipVerify: [.caFile, .pinSPKI, .insecureSkipVerify]
        default: []
        }
    }
}

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
