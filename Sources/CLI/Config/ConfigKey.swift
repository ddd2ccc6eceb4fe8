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

    /// That of its example.
    var kind: Kind {
        switch example {
        case .flag: .flag
        case .number: .number
        case .list: .list
        case .text: [.sshConfig, .caFile, .relayTokenFile].contains(self) ? .path : .text
        }
    }

    /// The variables that go before the file, the strongest first.
    var variables: [String] { self == .user ? ["ARGO_USER", "CELS_USERNAME"] : [] }

    /// The variable that counts where neither the command line nor the file says anything. The login name on servers has one only of this
    /// kind, as it has beside an SSH configuration: a name that somebody has written down for these servers is the better one, and a wrong
    /// one costs a failed login.
    var fallbackVariable: String? { self == .sshUser ? "CELS_USERNAME" : nil }

    /// Options of `argo-shim run` that are no settings, with what to write in their place.
    static let commandLineOnly: [String: String] = [
        "verbose": "use log-level: debug", "rotate-token": "use it on the command line, or set rotate-every",
        "no-config": "use it on the command line",
    ]
}

extension ConfigKey {
    /// The settings about the SSH tunnel, which another connection to Argo does not need.
    private static let tunnelSettings: Set<ConfigKey> = [.host, .jump, .nojump, .sshUser, .sshConfig, .target, .password, .openssh]
    /// The ways to Argo without that tunnel, of which a shim uses one.
    private static let otherWays: Set<ConfigKey> = [.direct, .upstream, .tunnelHost, .via]

    /// The settings of the file that do not count when others are typed: those are another answer to the same question.
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
        case .direct, .upstream, .via: Self.tunnelSettings.union(Self.otherWays).union([.tunnelPort])
        case .tunnelHost: Self.tunnelSettings.union(Self.otherWays)
        case .nojump, .jump: Self.otherWays.union([.jump, .nojump, .openssh])
        case .password: Self.otherWays.union([.openssh])
        case .openssh: Self.otherWays.union([.jump, .nojump, .password, .tunnelPort])
        case .host, .sshUser, .sshConfig, .target: Self.otherWays
        case .test, .dev: [.test, .dev]
        case .caFile, .pinSPKI, .insecureSkipVerify: [.caFile, .pinSPKI, .insecureSkipVerify]
        default: []
        }
    }
}

extension ConfigKey {
    /// What the setting is for, for a person who reads the file.
    var comment: String { help.replacing("--", with: "") }

    /// The same for the help of the option, unless that has more to say. Other settings are spelled as options.
    var help: String { facts.help }

    /// A value that somebody could want.
    var example: ConfigValue { facts.example }

    private var facts: (example: ConfigValue, help: String) {
        switch self {
        case .user: (.text("alice"), "User name for Argo. $ARGO_USER and $CELS_USERNAME override it.")
        case .sshUser: (.text("alice"), "Login name on the SSH servers. It overrides $CELS_USERNAME and your SSH configuration.")
        case .port: (.number(22_025), "Listen on this port of 127.0.0.1 and ::1 (default: derived from the user name).")
        case .direct: (.flag(true), "Connect directly to Argo, from inside the laboratory's network.")
        case .upstream: (.text("127.0.0.1:8443"), "Connect through an existing forward to Argo.")
        case .tunnelHost: (.text("127.0.0.1"), "Host of an existing forward to Argo; its port is --tunnel-port.")
        case .tunnelPort: (.number(8_443), "With --tunnel-host: port of the forward. Without: open this port of 127.0.0.1 for all users.")
        case .via: (.text("login7:22023"), "Connect through the relay (`argo-shim relay serve`) on this host.")
        case .relayTokenFile: (.text("~/login7-token"), "With --via: file with the relay's token, if it is not this machine's own.")
        case .host: (.text(TunnelOptions.standardHost), "Last SSH server, which connects to Argo.")
        case .jump: (.list(["logins.cels.anl.gov"]), "SSH servers to go through before it, in order.")
        case .nojump: (.flag(true), "Connect to --host without going through other servers.")
        case .sshConfig: (.text("~/.ssh/argo-config"), "Read this SSH configuration instead of ~/.ssh/config.")
        case .target: (.text("127.0.0.1:8443"), "Address that the last server connects to, if not Argo.")
        case .openssh: (.flag(true), "Use a connection to --host that your own ssh keeps open (ControlMaster).")
        case .relay: (.text("login7"), "Log in to this SSH server, too, and serve a relay to Argo there.")
        case .relayPort: (.number(22_023), "Port of the relay on that server's 127.0.0.1.")
        case .password: (.flag(true), "Allow logins with a password; argo-shim asks for it when a server wants one.")
        case .test: (.flag(true), "Use Argo's test environment.")
        case .dev: (.flag(true), "Use Argo's development environment.")
        case .caFile: (.text("~/argo-issuer.pem"), "Also trust the certificates in this PEM file, such as Argo's missing intermediate.")
        case .pinSPKI:
            (.text("sha256/bQGssH9/RfgJ8vC58KzQsCuHcZPvx28njE4TQubw8p4="), "Trust only the key with this SubjectPublicKeyInfo hash.")
        case .insecureSkipVerify:
            (.flag(true), "Do not verify the certificate. Anyone between you and Argo can then read and change everything.")
        case .noAuth: (.flag(true), "Require no token. Every user and program on this machine can then use Argo in your name.")
        case .rotateEvery: (.text("24h"), "Replace the token when it is this old, such as 12h or 7d.")
        case .tokenGrace: (.number(600), "Seconds for which a replaced token stays valid.")
        case .noUpdateSettings: (.flag(true), "Do not change the clients' settings.")
        case .noKeptAnswers: (.flag(true), "Do not keep answers of the Responses API for later requests.")
        case .noALCF: (.flag(true), "Leave out ALCF's Sophia and Metis, and do not read the login of ALCF's helper.")
        case .apiKeyHelper: (.text("command"), "What Claude Code runs to get the token: echo or command.")
        case .forceUser: (.flag(true), "Replace the user field of every request, not only a missing one.")
        case .maxBody: (.number(64), "Largest request body, in MiB.")
        case .timeout: (.number(600), "Seconds to wait for a response to start (streaming) or to finish.")
        case .noFix: (.list(["claude-sampling"]), "Fixes to turn off.")
        case .logLevel:
            (
                .text("debug"),
                "Log this level and above: trace, debug, info, notice, warning, error or critical. `argo-shim reload` applies a change."
            )
        case .logFormat: (.text("json"), "Log format: text or json.")
        }
    }
}
