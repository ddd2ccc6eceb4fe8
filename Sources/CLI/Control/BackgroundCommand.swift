import ArgumentParser
import SystemSupport
import TokenSync

/// What `start` runs: the shim, in a session of its own, with its outputs in the log.
struct BackgroundCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "background", abstract: "Run the shim as `start` does.", shouldDisplay: false)

    /// How long the command that has started this one may take to find it.
    private static let patience = Duration.seconds(15)

    @Flag(name: .long, help: ArgumentHelp("Whoever has started it can answer questions.", visibility: .hidden))
    var attended = false

    @OptionGroup var options: RunOptions

    func run() async throws {
        let port = options.port ?? InstanceOption.standardPort
        let log = LogFile(path: Instance(folder: UserFolders.ofThisProcess.state, host: CurrentProcess.hostName, port: port).log)
        let arguments = CurrentProcess.argumentsBehindVerb.filter { $0 != "--attended" }
        let threshold = LogThreshold(options.lowestLevel)
        try await ShimLaunch(
            options: options, arguments: arguments, isInBackground: true, desk: PersonDesk(expecting: attended ? Self.patience : nil),
            threshold: threshold, logger: options.logger(threshold) { log.write($0) }
        ).run()
    }
}
