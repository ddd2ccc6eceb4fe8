import ArgumentParser
import Daemon
import FoundationSubset
import Shim
import SystemPackage
import SystemSupport
import TokenSync

struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start the shim in the background, and wait until it is up.",
        discussion: """
            Takes the options of `argo-shim run`. Questions of the SSH servers are asked here. Without a terminal, or if you give up, the \
            shim waits for `argo-shim login`.
            """)

    @OptionGroup var options: RunOptions

    func run() async throws {
        try await BackgroundStart(
            arguments: CurrentProcess.argumentsBehindVerb, options: options, isQuiet: options.verbosity.isQuiet
        ).run()
    }
}

/// Starts a shim in the background, and waits until it is up, or stays down.
struct BackgroundStart {
    /// A program from a slow disk takes seconds to begin, and `ssh -G` up to ten.
    private static let patience = Duration.seconds(30)
    private static let pause = Duration.milliseconds(50)
    /// As much as a start that failed has to say.
    private static let longestExcuse = 16 * 1_024

    /// The options, as they were typed.
    let arguments: [String]
    let options: RunOptions
    /// Whether the command that starts it says only what is wrong.
    let isQuiet: Bool

    /// - Throws: `Advice` where it is not up; its exit code says whether it runs.
    func run() async throws {
        let folders = UserFolders.ofThisProcess
        let plan = try RunPlan(options)
        guard plan.shim.port != 0 else {
            throw Advice(
                "A shim in the background needs a fixed port.", hints: ["Choose one: --port PORT"], exitCode: .usage)
        }
        let instance = Instance(folder: folders.state, host: CurrentProcess.hostName, port: plan.shim.port)
        if FileLock.isHeld(instance.lock) {
            guard case .status(let status) = try ControlClient(instance).reply(to: .settings) else { throw Advice(.noAnswer, instance) }
            return AlreadyRunningNotice(status: status, options: options).tell()
        }
        do {
            try FileManager.default.createDirectory(
                atPath: folders.state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            // What Foundation throws is no sentence.
            throw Advice("Cannot create the state folder \(folders.state).", hints: ["See what is in its place: ls -ld '\(folders.state)'"])
        }
        try await start(instance, AskPass(environment: folders.environment))
    }

    private func start(_ instance: Instance, _ askPass: AskPass) async throws {
        let answers = TerminalPrompter(askPass: askPass).isAvailable
        let log = LogReader(path: instance.log)
        log.skipToEnd()
        CurrentProcess.keepOpenFilesToItself()
        let child: Int32
        do {
            child = try ChildProcess.startInBackground(["background"] + (answers ? ["--attended"] : []) + arguments, log: instance.log)
        } catch {
            throw Advice("Cannot start the shim: \(error).")
        }
        let stream = try await stream(to: instance, child: child, answers: answers, log)
        switch await PromptSession(stream, askPass: askPass, isQuiet: isQuiet).outcome() {
        case .up:
            if !isQuiet {
                Console.note("The shim is running in the background on port \(instance.port) (process \(child)). Its log: argo-shim logs")
            }
            try tellOfArgo(instance)
        case .waiting(let lines):
            throw Advice(
                lines.first ?? "The network is down.",
                hints: lines.dropFirst() + ["The shim keeps trying in the background: argo-shim status"], exitCode: .degraded)
        case .needsLogin(let lines):
            throw Advice(
                lines.first ?? "A login is needed.",
                hints: lines.dropFirst() + ["The shim waits for your login in the background: argo-shim login"],
                exitCode: .needsLogin)
        case .refused(let lines): throw Advice(lines.joined(separator: " "))
        case .otherVersion: throw Advice(.unreadable, instance)
        case .ended:
            // It hangs up before it says why it ends.
            throw excuse(log, instance, try await poll(child) { ChildProcess.end(of: child) })
        case .interrupted:
            throw Advice(
                "Interrupted before the shim was up. It waits for your login: argo-shim login", hints: ["To stop it: argo-shim stop"],
                exitCode: .interrupted)
        }
    }

    /// The way is up, and what is at its end may still be of no use: another certificate, a target that nobody listens at.
    private func tellOfArgo(_ instance: Instance) throws(Advice) {
        // One that does not answer now has been told up a moment ago.
        guard case .status(let status) = try? ControlClient(instance).ask(.status), let failure = status.models.failure else { return }
        throw Advice(
            "Cannot use Argo: \(failure.trimmingPrefix("argo-shim: "))",
            hints: ["The shim keeps trying: argo-shim status", "Find the cause: argo-shim doctor"], exitCode: .degraded)
    }

    /// - Throws: `Advice` where the child has ended before it could be asked.
    private func stream(to instance: Instance, child: Int32, answers: Bool, _ log: LogReader) async throws -> ControlStream {
        try await poll(child) {
            if let end = ChildProcess.end(of: child) { throw excuse(log, instance, end) }
            guard InstanceRecord(lock: instance.lock)?.process == child, FileLock.isHeld(instance.lock) else { return nil }
            // It may have ended just now; where it has not, it is asked again.
            return try? ControlClient(instance).open(.attend(answers: answers, logsIn: false))
        }
    }

    /// Looks at the child again and again, until there is something.
    private func poll<Sight>(_ child: Int32, _ look: () throws -> Sight?) async throws -> Sight {
        let end = ContinuousClock.now + Self.patience
        while true {
            if let sight = try look() { return sight }
            guard ContinuousClock.now < end else {
                throw Advice("The shim (process \(child)) does not answer yet.", hints: ["See its log: argo-shim logs"])
            }
            // Nobody cancels this task.
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// What a shim that has ended said last.
    private func excuse(_ log: LogReader, _ instance: Instance, _ end: ChildProcess.End) -> Advice {
        var bytes: [UInt8] = []
        while bytes.count < Self.longestExcuse, case let piece = log.next(), !piece.isEmpty { bytes.append(contentsOf: piece) }
        let lines = String(decoding: bytes.prefix(Self.longestExcuse), as: UTF8.self).split(separator: "\n").map(String.init)
        if lines.isEmpty, let code = placeFault(instance) { return InstanceAcquisition.unfindable(instance, code) }
        let begin = lines.lastIndex { $0.hasPrefix("error: ") } ?? max(0, lines.count - 5)
        let words = lines[begin...].map { $0.hasPrefix("error: ") ? String($0.dropFirst(7)) : $0.trimmingPrefix { $0 == " " }.description }
        return Advice(
            words.first ?? "The shim stopped immediately, without a message.", hints: Array(words.dropFirst()),
            exitCode: Self.exitCode(of: end))
    }

    /// It has not come up, whatever it says.
    private static func exitCode(of end: ChildProcess.End) -> ProgramExit {
        guard case .exit(let code) = end, code != 0 else { return .failure }
        return ProgramExit(rawValue: code) ?? .failure
    }

    /// Where a shim has no room for its place, it has none for its log either.
    private func placeFault(_ instance: Instance) -> Errno? {
        do throws(Errno) {
            try InstanceLock(instance, environment: [:])?.leave()
            return nil
        } catch {
            return error
        }
    }
}

/// What `start` runs: the shim, in a session of its own, with its outputs in the log.
struct BackgroundCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "background", abstract: "Run the shim in the background, for `start`.", shouldDisplay: false)

    /// How long the command that has started this one may take to find it.
    private static let patience = Duration.seconds(15)

    @Flag(name: .long, help: ArgumentHelp("Ask questions of the command that started this one.", visibility: .hidden))
    var attended = false

    @OptionGroup var options: RunOptions

    func run() async throws {
        let port = options.port ?? InstanceOption.standardPort
        let log = LogFile(path: Instance(folder: UserFolders.ofThisProcess.state, host: CurrentProcess.hostName, port: port).log)
        let arguments = CurrentProcess.argumentsBehindVerb.filter { $0 != "--attended" }
        try await ShimLaunch(
            options: options, arguments: arguments, isInBackground: true, broker: PromptBroker(expecting: attended ? Self.patience : nil),
            log: { log.write($0) }
        ).run()
    }
}
