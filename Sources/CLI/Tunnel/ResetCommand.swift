import ArgumentParser
import TokenSync
import Tunnel

struct ResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Allow SSH logins from this machine again, after failures have paused or locked them.",
        discussion: """
            CELS blocks the address of a machine, for everybody on it, after too many failed logins. So find out why they failed before \
            you allow more of them.
            """)

    func run() throws {
        let ledger = AttemptLedger(folder: UserFolders.ofThisProcess.state, host: Process.hostName)
        let now = Process.unixTime
        for line in LedgerReport(ledger.summary(now: now), host: ledger.host).lines { Console.line(line) }
        try ledger.reset(now: now)
        Console.note("The failures are forgotten. A shim that runs and waits for you tries again on: argo-shim login")
    }
}
