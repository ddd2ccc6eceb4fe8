import ArgumentParser
import Daemon
import SystemSupport
import TokenSync
import Tunnel

struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Log in to the SSH servers for a running shim, and answer their questions here.",
        discussion: """
            A shim in the background has no terminal in which a server could ask for a code, and after a broken connection a shim does not \
            repeat a login that needs you. This command logs in now, and exits with 0 when the tunnel is up.
            """)

    @OptionGroup var instance: InstanceOption

    @Flag(name: .shortAndLong, help: "Print only questions and errors.")
    var quiet = false

    func run() async throws {
        let instance = try instance.required()
        let askPass = AskPass(environment: UserFolders.ofThisProcess.environment)
        let answers = TerminalPrompter(askPass: askPass).isAvailable
        let stream = try ControlClient(instance).stream(for: .attend(answers: answers, logsIn: true))
        switch await PromptSession(stream, askPass: askPass, isQuiet: quiet).outcome() {
        case .up where quiet: break
        case .up: Console.note("The shim on port \(instance.port) is up.")
        case .waiting(let lines):
            throw Advice(
                lines.first ?? "The tunnel is down.", hints: lines.dropFirst() + ["The shim keeps trying: argo-shim status"],
                exitCode: .degraded)
        case .needsLogin(let lines):
            throw Advice(
                lines.first ?? "The login failed.", hints: lines.dropFirst() + ["Try again: argo-shim login"], exitCode: .needsLogin)
        case .refused(let lines): throw Advice(lines.joined(separator: " "))
        case .otherVersion: throw Advice(.unreadable, instance)
        case .ended:
            throw Advice("The shim on port \(instance.port) has stopped.", hints: ["Start it: argo-shim start"], exitCode: .notRunning)
        case .interrupted: throw Advice("Interrupted before the login was complete. The shim keeps running.", exitCode: .interrupted)
        }
    }
}

struct ResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Allow SSH logins from this machine again, after failures paused or locked them.",
        discussion: """
            After too many failed logins, CELS blocks the address of the machine for all of its users. Find out why the logins failed \
            before you allow more of them. A shim that waits for the end of a pause that other processes caused logs in immediately.
            """)

    func run() throws {
        let folder = UserFolders.ofThisProcess.state
        let ledger = AttemptLedger(folder: folder, host: CurrentProcess.hostName)
        let now = ClockReading.unixTime
        let earlier = ledger.summary(now: now)
        try ledger.reset(now: now)
        for line in ledger.summary(now: now).lines(host: ledger.host) { Console.line(line) }
        let hadFailures = earlier.failuresInARow > 0 || earlier.lockedReason != nil
        let words = hadFailures ? "The failed logins are cleared." : "There were no failed logins."
        Console.note(words + " To log in for a running shim: argo-shim login")
        for instance in RunningInstances.ofThisProcess.all {
            // One that cannot be asked goes on when the pause would have been over.
            guard case .done(let lines) = try? ControlClient(instance).ask(.loginsAllowed) else { continue }
            for line in lines { Console.note(line) }
        }
    }
}

extension LedgerSummary {
    /// Whether a login would not be refused now.
    var allowsLogins: Bool { lockedReason == nil && pausedUntil == nil }

    /// What the record of logins from a machine holds, and what that means, for a terminal.
    func lines(host: String) -> [String] {
        let dateAndTime = LocalTime.dateAndTime
        var lines: [String] = []
        if let lockedReason {
            lines.append("Logins from \(host) are locked: \(lockedReason).")
        } else if let pausedUntil {
            lines.append("Logins from \(host) are paused until \(dateAndTime(pausedUntil)).")
        } else {
            lines.append("Logins from \(host) are allowed.")
        }
        if failuresInARow > 0 {
            let last = lastFailure.map { ", the last one \(dateAndTime($0))" } ?? ""
            lines.append("Failed logins in a row: \(failuresInARow)\(last). Two pause logins for 15 minutes, six lock them.")
        }
        if let pending {
            lines.append("Process \(pending.process) has been logging in to \(pending.address) since \(dateAndTime(pending.since)).")
        }
        if let lastSuccess { lines.append("Last successful login: \(dateAndTime(lastSuccess)).") }
        if let lastReset { lines.append("Last reset: \(dateAndTime(lastReset)).") }
        return lines + ["Login record: \(file)"]
    }
}
