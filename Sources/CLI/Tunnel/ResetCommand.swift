import ArgumentParser
import SystemSupport
import TokenSync
import Tunnel

struct ResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Allow SSH logins from this machine again, after failures have paused or locked them.",
        discussion: """
            CELS blocks the address of a machine, for everybody on it, after too many failed logins. So find out why they failed before \
            you allow more of them. A shim whose tunnel waits for the end of a pause that others have brought about logs in at once.
            """)

    func run() throws {
        let folder = UserFolders.ofThisProcess.state
        let ledger = AttemptLedger(folder: folder, host: CurrentProcess.hostName)
        let now = ClockReading.unixTime
        let earlier = ledger.summary(now: now)
        try ledger.reset(now: now)
        for line in LedgerReport(ledger.summary(now: now), host: ledger.host).lines { Console.line(line) }
        let hadFailures = earlier.failuresInARow > 0 || earlier.lockedReason != nil
        let words = hadFailures ? "The failures are forgotten." : "There were no failures."
        Console.note(words + " A shim that runs and waits for you tries again on: argo-shim login")
        for instance in RunningInstances.ofThisProcess.all {
            // One that cannot be asked goes on when the pause would have been over.
            guard case .done(let lines) = try? ControlClient(instance).ask(.loginsAllowed) else { continue }
            for line in lines { Console.note(line) }
        }
    }
}
