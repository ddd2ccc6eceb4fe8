import ArgumentParser
import Logging
import SystemSupport
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Print what a shim in the background has logged.",
        discussion: """
            Neither bodies nor tokens are ever logged. A shim in a terminal logs there. Of a service it reads the log where the system keeps \
            none, and says else how to read the system's journal.
            """)

    /// How soon --follow shows a new line.
    private static let interval = Duration.milliseconds(200)

    @OptionGroup var instance: InstanceOption

    @Flag(name: .shortAndLong, help: "Go on with what comes, until Ctrl-C.")
    var follow = false

    @Option(name: .long, help: ArgumentHelp("Only what is not older, such as 30m or 2h.", valueName: "time"))
    var since: TimeSpan?

    @Option(
        name: .long, help: "Only this level and above: trace, debug, info, notice, warning, error or critical.",
        completion: .logLevels, transform: Logger.Level.init(argument:))
    var level: Logger.Level?

    /// The command that shows what the service says; nil where there is none, or where it logs into a file.
    private var journal: String? {
        let control = ServiceControl.ofThisProcess
        // A unit that cannot be read is not ours, as far as this command can tell.
        guard control.manager.kind == .systemd, (try? control.text()) != nil else { return nil }
        return control.manager.logs("")
    }

    func run() async throws {
        let folders = UserFolders.ofThisProcess
        let port = try instance.port ?? instance.running()?.port ?? InstanceOption.standardPort
        let own = Instance(folder: folders.state, host: CurrentProcess.hostName, port: port).log
        let service = ServiceDefinition.log(state: folders.state)
        let isThere = { FileManager.default.fileExists(atPath: $0) }
        let log = !isThere(own) && isThere(service) ? service : own
        let journal = journal
        if let journal, follow || isThere(log) { Console.note("What the service says: \(journal)") }
        guard follow || isThere(log) else {
            if let journal { throw Advice("The service's log is in the system's journal.", hints: ["See it: \(journal)"]) }
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
            guard follow, !CurrentProcess.hasLostReader else { break }
            // Nobody cancels this task.
            try? await Task.sleep(for: Self.interval)
        }
        printer.finish()
    }
}
