import ArgumentParser
import Logging
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Print what a shim in the background has logged.",
        discussion: "Neither bodies nor tokens are ever logged. A shim in a terminal logs there.")

    /// How soon --follow shows a new line.
    private static let interval = Duration.milliseconds(200)

    @OptionGroup var instance: InstanceOption

    @Flag(name: .shortAndLong, help: "Go on with what comes, until Ctrl-C.")
    var follow = false

    @Option(name: .long, help: ArgumentHelp("Only what is not older, such as 30m or 2h.", valueName: "time"))
    var since: TimeSpan?

    @Option(
        name: .long, help: "Only this level and above: trace, debug, info, notice, warning, error or critical.",
        transform: Logger.Level.init(argument:))
    var level: Logger.Level?

    func run() async throws {
        let port = try instance.port ?? instance.running()?.port ?? InstanceOption.standardPort
        let log = Instance(folder: UserFolders.ofThisProcess.state, host: Process.hostName, port: port).log
        guard follow || FileManager.default.fileExists(atPath: log) else {
            throw Advice(
                "There is no log: no shim has run in the background on port \(port).", hints: ["Start one: argo-shim start"],
                exitCode: .notRunning)
        }
        let earliest = since.map { Date.now.addingTimeInterval(-Double($0.seconds)).ISO8601Format() }
        var printer = LogPrinter(filter: LogFilter(since: earliest, level: level))
        let earlier = LogReader(path: LogFile.earlier(log))
        while case let piece = earlier.next(), !piece.isEmpty { printer.show(piece) }
        let reader = LogReader(path: log)
        while true {
            let piece = reader.next()
            printer.show(piece)
            guard piece.isEmpty else { continue }
            guard follow else { break }
            // Nobody cancels this task.
            try? await Task.sleep(for: Self.interval)
        }
        printer.finish()
    }
}
