import ArgumentParser
import Logging
import SystemSupport

/// The command line of `argo-shim run`, as it was typed.
struct RunOptions: ParsableArguments {
    @OptionGroup(title: "Way to Argo") var upstream: UpstreamOptions
    @OptionGroup(title: "SSH tunnel") var tunnel: TunnelOptions
    @OptionGroup(title: "Relay") var relay: RelayOptions
    @OptionGroup(title: "Access") var access: AccessOptions
    @OptionGroup(title: "Requests") var requests: RequestOptions

    @Option(name: .long, help: "Listen on this port of 127.0.0.1 and ::1 (default: derived from the user name; 0 takes a free one).")
    var port: Int?

    @Option(
        name: .customLong("log-level"), help: "trace, debug, info, notice, warning, error or critical.",
        completion: .logLevels, transform: Logger.Level.init(argument:))
    var logLevel = Logger.Level.info

    @OptionGroup var loudness: LoudnessOptions

    @Option(name: .customLong("log-format"), help: "text or json.")
    var logFormat = LogFormat.text

    @Flag(name: .customLong("no-config"), help: "Leave the configuration file out of account.")
    var noConfig = false

    mutating func validate() throws {
        if let port, !(0...65_535).contains(port) { throw ValidationError("--port \(port) is not a port: 0 to 65535.") }
        if let way = upstream.otherWay, let option = tunnel.given.first(where: { $0 != "--ssh-config" || relay.relay == nil }) {
            throw ValidationError("\(option) is about the SSH tunnel, which \(way) does without.")
        }
        if tunnel.usesOpenSSH, upstream.tunnelPort != nil {
            throw ValidationError("--tunnel-port goes with the tunnel that argo-shim opens itself; ssh -L opens a port with --openssh.")
        }
        if let port, port != 0, upstream.otherWay == nil, port == upstream.tunnelPort {
            throw ValidationError("--port and --tunnel-port cannot be the same port.")
        }
    }

    /// The lowest level that is logged.
    var lowestLevel: Logger.Level { loudness.level(logLevel) }

    /// The logger of everything that runs.
    ///
    /// - Parameters:
    ///   - threshold: the lowest level that is logged, which may move.
    ///   - write: takes each line, with its end.
    func logger(
        _ threshold: LogThreshold, _ write: @escaping @Sendable (String) -> Void = CurrentProcess.writeToStandardError
    ) -> Logger {
        let format = logFormat
        return Logger(label: "argo-shim") { _ in LineLogHandler(format: format, threshold: threshold, write: write) }
    }
}
