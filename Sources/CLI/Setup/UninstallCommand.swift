import ArgumentParser
import Daemon
import FoundationSubset
import SystemSupport
import TokenSync
import Tunnel

struct UninstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall", abstract: "Restore the clients' settings, and remove the token and the state folder.",
        discussion: "Asks for confirmation, and lists what remains, such as the program itself.")

    @Flag(name: .long, help: "Do not ask for confirmation.")
    var yes = false

    func run() throws {
        let folders = UserFolders.ofThisProcess
        try checkNothingRuns()
        try confirm(folders.state)
        try TokenSynchronizer.ofThisProcess.restore()
        let ledgers = try Self.remove(folders.state)
        Console.note("Removed \(folders.state): the token, Argo's list of models, kept answers, backups of settings.")
        for ledger in ledgers {
            Console.note("Kept, because it keeps failed logins from blocking the machine: \(ledger). Show it: argo-shim status")
        }
        Console.note("Not removed, because they are yours:")
        Console.note("  the program: \(CurrentProcess.programPath)")
        let configuration = ConfigFile.standardPath(folders)
        if FileManager.default.fileExists(atPath: configuration) { Console.note("  the configuration: \(configuration)") }
        for line in StartupFiles(home: folders.home).mentions { Console.note("  a line in a shell's start-up file: \(line)") }
    }

    /// A shim that runs would write the settings again, and a gateway would lose its lock.
    private func checkNothingRuns() throws {
        let service = ServiceControl.ofThisProcess
        if try service.text() != nil {
            throw Advice(
                "argo-shim is installed as a service: \(service.manager.file)", hints: ["Remove it first: argo-shim service uninstall"])
        }
        // The record names the last one that came up; the locks name those that wait for a login, too.
        let running = RunningInstances.ofThisProcess.all.first?.port
        if let port = running ?? PortRecord.ofThisProcess.shim()?.port {
            throw Advice("A shim is running on port \(port).", hints: ["Stop it first: argo-shim stop --port \(port)"])
        }
        if let processID = RosettaGateway().processID {
            throw Advice("The llm-rosetta gateway is running as process \(processID).", hints: ["Stop it first: argo-shim rosetta stop"])
        }
    }

    private func confirm(_ state: String) throws {
        guard !yes else { return }
        guard CurrentProcess.isInteractive else {
            throw Advice(
                "Cannot ask for confirmation without a terminal.", hints: ["Confirm with an option: argo-shim uninstall --yes"],
                exitCode: .usage)
        }
        Console.note("This restores the earlier settings of all clients, and removes \(state). Type yes to continue:")
        guard readLine() == "yes" else { throw Advice("Nothing was changed.") }
    }

    /// Removes the state folder, all but the ledgers of failed logins: without them a site would see more failures than it bears, and homes
    /// are shared between machines, whose ledgers lie side by side.
    ///
    /// - Returns: the files that stay.
    /// - Throws: `Advice` where something cannot be removed.
    private static func remove(_ folder: String) throws(Advice) -> [String] {
        let files = FileManager.default
        guard files.fileExists(atPath: folder) else { return [] }
        do {
            let names = try files.contentsOfDirectory(atPath: folder)
            let ledgers = names.filter { AttemptLedger(folder: folder, file: $0).map(holdsFailures) ?? false }
            if ledgers.isEmpty {
                try files.removeItem(atPath: folder)
            } else {
                for name in names where !ledgers.contains(name) { try files.removeItem(atPath: folder + "/" + name) }
            }
            return ledgers.map { folder + "/" + $0 }
        } catch {
            throw Advice("Cannot remove \(folder).", hints: ["See what is in it: ls -la '\(folder)'"])
        }
    }

    private static func holdsFailures(_ ledger: AttemptLedger) -> Bool {
        let summary = ledger.summary(now: ClockReading.unixTime)
        return summary.failuresInARow > 0 || summary.lockedReason != nil || summary.pending != nil
    }
}
