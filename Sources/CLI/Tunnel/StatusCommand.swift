import ArgumentParser
import TokenSync
import Tunnel

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Say whether SSH logins from this machine are allowed, and what became of the last ones.",
        discussion: "It ends with 0 where logins are allowed, and with 4 where they are paused or locked.")

    func run() throws {
        let ledger = AttemptLedger(folder: UserFolders.ofThisProcess.state, host: Process.hostName)
        let report = LedgerReport(ledger.summary(now: Process.unixTime), host: ledger.host)
        for line in report.lines { Console.line(line) }
        guard report.isHeldBack else { return }
        Console.note("Find the cause of the failures first; then: argo-shim reset")
        Process.exit(.needsLogin)
    }
}
