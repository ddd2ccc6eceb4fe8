import Daemon
import SystemPackage
import SystemSupport
import TokenSync

/// Writes, starts, stops and looks at the service of this user.
struct ServiceControl {
    /// A manager that hangs must not hang us.
    private static let timeLimit = Duration.seconds(30)
    /// A unit has 1 KB.
    private static let sizeLimit = 64 * 1024

    let manager: ServiceManager
    let environment: [String: String]

    /// That of the user who runs this process.
    static var ofThisProcess: ServiceControl {
        let folders = UserFolders.ofThisProcess
        #if os(macOS)
            let kind = ServiceManager.Kind.launchd
        #else
            let kind = ServiceManager.Kind.systemd
        #endif
        let manager = ServiceManager(kind, home: folders.home, configuration: folders.configuration, userID: CurrentProcess.userID)
        return ServiceControl(manager: manager, environment: folders.environment)
    }

    // MARK: The file

    /// The text of our file; nil where there is none.
    ///
    /// - Throws: `Advice` for a file that cannot be read, or is not ours.
    func text() throws -> String? {
        guard let text = try attempt("read", { try file.load() }).map({ String(decoding: $0, as: UTF8.self) }) else { return nil }
        guard manager.isOurs(text) else {
            throw Advice(
                "\(manager.file) was not written by argo-shim, and was not changed.",
                hints: ["Move it away if you do not need it, then run this again."])
        }
        return text
    }

    /// - Throws: `Advice` when the file cannot be written; the earlier one is whole then.
    func write(_ text: String) throws { try attempt("write") { try file.save(Array(text.utf8)) } }

    /// - Throws: `Advice` when the file cannot be removed.
    func remove() throws { try attempt("remove") { try LocalFileSystem().remove(manager.file) } }

    private func attempt<Value>(_ verb: String, _ work: () throws -> Value) throws(Advice) -> Value {
        do {
            return try work()
        } catch {
            throw Advice("Cannot \(verb) \(manager.file): \(error)")
        }
    }

    private var file: StateFile { StateFile(path: manager.file, sizeLimit: Self.sizeLimit) }

    // MARK: The manager

    enum Result: Equatable {
        case succeeded(String)
        /// With what it said.
        case failed(String)
        /// The machine has no such manager, or it does not answer.
        case unavailable(String)
    }

    /// Runs a command of the manager's to its end.
    func run(_ command: [String]) -> Result {
        guard let name = command.first, let program = ProgramFile.find(name, searchPath: environment["PATH"]) else {
            return .unavailable("\(command.first ?? "") is not installed")
        }
        let subprocess = Subprocess(
            program: program, arguments: Array(command.dropFirst()), environment: environment, timeLimit: Self.timeLimit)
        switch subprocess.run(Interruption()) {
        case .exited(0, let output, _): return .succeeded(Self.line(output))
        case .exited(_, let output, let errors):
            let words = Self.line(errors.isEmpty ? output : errors)
            // A login without a manager of its own, as in a container or through `su`.
            return words.contains("Failed to connect to bus") ? .unavailable(words) : .failed(words)
        case .notStarted(let code): return .unavailable("\(name) cannot be run: \(Errno(rawValue: code).description)")
        case .outOfTime: return .unavailable("\(name) does not answer")
        case .tooMuchOutput: return .failed("\(name) printed too much")
        case .interrupted: return .failed("\(name) was interrupted")
        }
    }

    private static func line(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    }
}

/// The program that keeps a user's services, and the file that it reads ours from.
struct ServiceManager {
    enum Kind {
        case systemd, launchd
    }

    let kind: Kind
    /// Absolute path of our file.
    let file: String
    /// The commands that start it, now and at each login, from the file as it is.
    let starting: [[String]]
    /// Those that stop it and start it no more. They fail where there is nothing to stop.
    let stopping: [[String]]
    /// Prints its state, and fails where it does not run.
    let query: [String]
    /// Stops it and starts it again.
    let restarting: [String]

    private static let unit = "argo-shim.service"

    /// - Parameters:
    ///   - home: absolute path of the home folder.
    ///   - configuration: `$XDG_CONFIG_HOME`, or what stands for it.
    ///   - userID: of the user whose services these are.
    init(_ kind: Kind, home: String, configuration: String, userID: UInt32) {
        self.kind = kind
        switch kind {
        case .systemd:
            let systemctl = ["systemctl", "--user"]
            file = "\(configuration)/systemd/user/\(Self.unit)"
            restarting = systemctl + ["restart", Self.unit]
            starting = [systemctl + ["daemon-reload"], systemctl + ["enable", Self.unit], restarting]
            stopping = [systemctl + ["disable", "--now", Self.unit]]
            query = systemctl + ["is-active", Self.unit]
        case .launchd:
            let domain = "gui/\(userID)"
            let service = "\(domain)/\(LaunchAgent.label)"
            file = "\(home)/Library/LaunchAgents/\(LaunchAgent.label).plist"
            restarting = ["launchctl", "kickstart", "-k", service]
            starting = [["launchctl", "bootstrap", domain, file]]
            stopping = [["launchctl", "bootout", service]]
            query = ["launchctl", "print", service]
        }
    }

    /// The file's text.
    func text(_ definition: ServiceDefinition, runtimeFolder: String?) throws -> String {
        switch kind {
        case .systemd: SystemdUnit(definition: definition, runtimeFolder: runtimeFolder).text
        case .launchd: try LaunchAgent(definition).text()
        }
    }

    /// Whether a file in our place is ours.
    func isOurs(_ text: String) -> Bool {
        switch kind {
        case .systemd: text.hasPrefix(SystemdUnit.mark)
        // The label is the file's name, and no other program's.
        case .launchd: text.contains("<string>\(LaunchAgent.label)</string>")
        }
    }

    /// What shows the program's messages.
    func logs(_ log: String) -> String {
        switch kind {
        case .systemd: "journalctl --user -u \(Self.unit)"
        case .launchd: "tail \(log)"
        }
    }
}
