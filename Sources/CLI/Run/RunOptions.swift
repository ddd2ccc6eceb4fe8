import ArgumentParser
import Daemon
import Logging
import Shim
import SystemSupport

/// The command line of `argo-shim run`, as it was typed.
struct RunOptions: ParsableArguments {
    @OptionGroup(title: "Connection to Argo") var upstream: UpstreamOptions
    @OptionGroup(title: "SSH tunnel") var tunnel: TunnelOptions
    @OptionGroup(title: "Relay") var relay: RelayOptions
    @OptionGroup(title: "Access") var access: AccessOptions
    @OptionGroup(title: "Requests") var requests: RequestOptions

    @Option(name: .long, help: "Listen on this port of 127.0.0.1 and ::1 (default: derived from the user name; 0: a free port).")
    var port: Int?

    @Option(
        name: .customLong("log-level"), help: "Log this level and above: trace, debug, info, notice, warning, error or critical.",
        completion: .logLevels, transform: Logger.Level.init(argument:))
    var logLevel = Logger.Level.info

    @OptionGroup var verbosity: VerbosityOptions

    @Option(.logFormat) var logFormat = LogFormat.text

    @Flag(name: .customLong("no-config"), help: "Ignore the configuration file.")
    var noConfig = false

    mutating func validate() throws {
        try checkPort(port, from: 0)
        if let way = upstream.otherWay, let option = tunnel.given.first(where: { $0 != "--ssh-config" || relay.relay == nil }) {
            throw ValidationError("\(option) is for the SSH tunnel, which \(way) does not use.")
        }
        if tunnel.usesOpenSSH, upstream.tunnelPort != nil {
            throw ValidationError("--tunnel-port cannot be used with --openssh; open the port with ssh -L.")
        }
        if let port, port != 0, upstream.otherWay == nil, port == upstream.tunnelPort {
            throw ValidationError("--port and --tunnel-port must be different ports.")
        }
    }

    /// The lowest level that is logged.
    var lowestLevel: Logger.Level { verbosity.level(logLevel) }
}

/// How requests are changed on their way.
struct RequestOptions: ParsableArguments {
    @Option(.user, help: "User name for Argo (default: $ARGO_USER, $CELS_USERNAME, or the login name).", valueName: "name")
    var user: String?

    @Flag(.forceUser) var forceUser = false
    @Option(.maxBody, valueName: "MiB") var maxBody = 64
    @Option(.timeout, valueName: "seconds") var timeout = 600
    @Flag(.noKeptAnswers) var keepsNoAnswers = false
    @Flag(.noALCF) var leavesALCFOut = false

    @Option(
        name: .customLong("no-fix"), parsing: .singleValue,
        help: ArgumentHelp("Turn off a fix by its name; may be repeated.", valueName: "name"),
        completion: .list(QuirkFix.names))
    var disabledFixes: [String] = []

    mutating func validate() throws {
        guard (1...1_024).contains(maxBody) else { throw ValidationError("--max-body must be 1 to 1024 MiB.") }
        guard (1...86_400).contains(timeout) else { throw ValidationError("--timeout must be 1 to 86400 seconds.") }
    }
}

/// How much a command that runs for a while says beside its result.
struct VerbosityOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Print only the result, warnings and errors.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Log more; same as --log-level debug.")
    var verbose: Int

    mutating func validate() throws {
        if quiet, verbose > 0 { throw ValidationError("--quiet and --verbose cannot be used together.") }
    }

    var isQuiet: Bool { quiet }

    var isVerbose: Bool { verbose > 0 }

    /// The lowest level that is logged.
    ///
    /// - Parameter asked: by an option of its own.
    func level(_ asked: Logger.Level) -> Logger.Level {
        quiet ? max(asked, .warning) : verbose > 0 ? min(asked, .debug) : asked
    }
}

extension ParsableArguments {
    /// - Parameter least: 0 where that stands for a free port.
    /// - Throws: `ValidationError` for a number that is no port.
    func checkPort(_ port: Int?, of option: String = "--port", from least: Int = 1) throws {
        guard let port, !(least...65_535).contains(port) else { return }
        throw ValidationError("\(option) \(port) is not a valid port (\(least) to 65535).")
    }
}

/// Options that are settings of the configuration file too have their name from there, and their help unless they have more to say.
extension Flag where Value == Bool {
    init(wrappedValue: Bool, _ key: ConfigKey, help: String? = nil) {
        self.init(wrappedValue: wrappedValue, name: .customLong(key.rawValue), help: ArgumentHelp(help ?? key.help))
    }
}

extension Option {
    init(wrappedValue: Value, _ key: ConfigKey, valueName: String? = nil) where Value: ExpressibleByArgument {
        self.init(wrappedValue: wrappedValue, name: .customLong(key.rawValue), help: ArgumentHelp(key.help, valueName: valueName))
    }

    init<Wrapped: ExpressibleByArgument>(
        _ key: ConfigKey, help: String? = nil, valueName: String? = nil, completion: CompletionKind? = nil
    ) where Value == Wrapped? {
        self.init(name: .customLong(key.rawValue), help: ArgumentHelp(help ?? key.help, valueName: valueName), completion: completion)
    }
}

extension Logger.Level {
    /// Reads a level from the command line.
    init(argument: String) throws {
        guard let level = Self(rawValue: argument.lowercased()) else {
            throw ValidationError("'\(argument)' is not one of \(Self.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        self = level
    }
}

extension CompletionKind {
    /// The levels of the log.
    static let logLevels = list(Logger.Level.allCases.map(\.rawValue))
}

extension LogFormat: ExpressibleByArgument {}
