import ArgumentParser
import Daemon
import FoundationSubset
import Logging
import LosslessJSON
import SystemSupport
import TokenSync

struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Print the log of a shim in the background.",
        discussion: """
            The log never contains bodies or tokens. A shim in a terminal logs to the terminal. For a service, this command prints the log \
            file, or names the command that reads the system's journal.
            """)

    /// How soon --follow shows a new line.
    private static let interval = Duration.milliseconds(200)

    @OptionGroup var instance: InstanceOption

    @Flag(name: .shortAndLong, help: "Follow new entries until Ctrl-C.")
    var follow = false

    @Option(name: .long, help: ArgumentHelp("Print only entries of this last period, such as 30m or 2h.", valueName: "time"))
    var since: TimeSpan?

    @Option(
        name: .long, help: "Print only this level and above: trace, debug, info, notice, warning, error or critical.",
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
        if let journal, follow || isThere(log) { Console.note("Log of the service: \(journal)") }
        guard follow || isThere(log) else {
            if let journal { throw Advice("The service's log is in the system's journal.", hints: ["Show it: \(journal)"]) }
            throw Advice(
                "There is no log: no shim has run in the background on port \(port).", hints: ["Start one: argo-shim start"],
                exitCode: .notRunning)
        }
        await printLines(of: log)
    }

    /// Prints what is wanted of a log and of the one before it.
    private func printLines(of log: String) async {
        let earliest = since.map { Date.now.addingTimeInterval(-Double($0.seconds)).ISO8601Format() }
        var filter = LogFilter(since: earliest, level: level)
        var lines = LineBuffer()
        func show(_ line: [UInt8]) {
            let text = String(decoding: line, as: UTF8.self)
            if filter.accepts(text) { Console.line(text) }
        }
        /// Whether there was something.
        func showNext(of reader: LogReader) -> Bool {
            let piece = reader.next()
            lines.append(piece)
            while let line = lines.nextLine() ?? (lines.isFull ? lines.takeAll() : nil) { show(line) }
            return !piece.isEmpty
        }
        let earlier = LogReader(path: LogFile.earlier(log))
        while showNext(of: earlier) {}
        let reader = LogReader(path: log)
        while true {
            if showNext(of: reader) { continue }
            guard follow, !CurrentProcess.hasLostReader else { break }
            // Nobody cancels this task.
            try? await Task.sleep(for: Self.interval)
        }
        // A last line may have no end.
        let rest = lines.takeAll()
        if !rest.isEmpty { show(rest) }
    }
}

/// Chooses lines of a log by time and level. A line that has neither, such as one of the runtime's, goes with the line before it.
struct LogFilter {
    /// The earliest time, as it stands in a line; nil for any.
    let since: String?
    /// The lowest level; nil for any.
    let level: Logger.Level?
    private var isWanted: Bool

    init(since: String?, level: Logger.Level?) {
        self.since = since
        self.level = level
        // What stands before the first line with a time is as old as that may be.
        isWanted = since == nil
    }

    mutating func accepts(_ line: String) -> Bool {
        if let (time, level) = Self.facts(line) {
            // Times are spelled so that their order is that of the texts (ISO 8601, in UTC).
            isWanted = (since.map { $0 <= time } ?? true) && (self.level.map { $0 <= level } ?? true)
        }
        return isWanted
    }

    private static func facts(_ line: String) -> (time: String, level: Logger.Level)? {
        if line.hasPrefix("{") {
            guard let document = try? JSONDocument(Array(line.utf8)) else { return nil }
            let text = { (name: String) in document.value(at: [name]).flatMap(document.string) }
            guard let time = text("time"), let level = text("level").flatMap(Logger.Level.init(rawValue:)) else { return nil }
            return (time, level)
        }
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count > 1, let level = Logger.Level(rawValue: String(words[1])), words[0].hasSuffix("Z"), words[0].utf8.count == 20
        else { return nil }
        return (String(words[0]), level)
    }
}
