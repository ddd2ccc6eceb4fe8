import ArgumentParser
import SystemSupport
import TokenSync
import Tunnel

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Say how the shim, the way to Argo, logins and clients are.",
        discussion: """
            It ends with 0 where the shim is up, with 3 where it runs and Argo cannot be reached, with 4 where only a person can go on (a \
            login, or logins that are paused or locked), and with 5 where no shim runs.
            """)

    /// Between two looks of --watch.
    private static let interval = Duration.seconds(2)

    @OptionGroup var instance: InstanceOption

    @Flag(name: .long, help: "Print one line of JSON; \"schema\" is its version.")
    var json = false

    @Flag(name: .long, help: "Go on, and print it again when it has changed, until Ctrl-C.")
    var watch = false

    func run() async throws {
        var (report, text) = try look()
        Console.line(text)
        while watch, !CurrentProcess.hasLostReader {
            // Nobody cancels this task.
            try? await Task.sleep(for: Self.interval)
            let earlier = text
            (report, text) = try look()
            if text != earlier { Console.line((Console.outputStyle.rewritesLines ? "\u{1B}[H\u{1B}[J" : "") + text) }
        }
        if report.state == .needsLogin { Console.note(remedy(report)) }
        CurrentProcess.exit(report.exitCode)
    }

    private func look() throws -> (StatusReport, String) {
        let folders = UserFolders.ofThisProcess
        let ledger = AttemptLedger(folder: folders.state, host: CurrentProcess.hostName)
        let now = ClockReading.unixTime
        let summary = ledger.summary(now: now)
        let (shim, problem) = try ask()
        let report = StatusReport(shim: shim, problem: problem, ledger: summary, host: CurrentProcess.hostName, clients: clients(of: shim))
        let lines = StatusText(report, ledger: LedgerReport(summary, host: ledger.host).lines, now: now).lines
        return (report, json ? report.json : lines.joined(separator: "\n"))
    }

    /// What the shim says; or why one that runs says nothing.
    private func ask() throws -> (ShimStatus?, problem: String?) {
        guard let running = try instance.running() else { return (nil, nil) }
        do throws(ControlFault) {
            if case .status(let status) = try ControlClient(running).ask(.status) { return (status, nil) }
            return (nil, "The shim on port \(running.port) is ending.")
        } catch {
            // One that has ended meanwhile does not run.
            return FileLock.isHeld(running.lock) ? (nil, Advice(error, running).summary) : (nil, nil)
        }
    }

    /// Those that are installed; without a shim or a token there is nothing that their settings could be compared with.
    private func clients(of shim: ShimStatus?) -> [StatusReport.Client] {
        guard let shim, let settings = try? ClientSettings(port: shim.port, isWriting: false) else { return [] }
        return ClientList(settings.plans(named: nil).flatMap(\.items)).clients
    }

    private func remedy(_ report: StatusReport) -> String {
        if !report.logins.allowed { return "Find the cause of the failures first; then: argo-shim reset" }
        return "To log in: argo-shim login"
    }
}
