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
