import Daemon
import FoundationSubset
import LosslessJSON
import SystemSupport
import TokenSync

/// The llm-rosetta gateway that this user runs on this machine: started here, and known by the lock that it holds.
struct RosettaGateway {
    /// The program, which is looked for in `PATH`.
    static let program = "llm-rosetta-gateway"

    private let state: String
    /// The file that its process locks; it says which configuration it runs with.
    let lock: String
    /// What it prints.
    let log: String

    init() {
        state = UserFolders.ofThisProcess.state
        // Homes are shared between machines, and processes are not.
        let name = HostFileName(CurrentProcess.hostName).text
        lock = "\(state)/rosetta-gateway.\(name).pid"
        log = "\(state)/rosetta-gateway.\(name).log"
    }

    /// Its process; nil when it does not run.
    var processID: Int32? { ProcessLock.holder(of: lock) }

    /// The configuration that it runs with, or ran with last.
    var lastConfigurationPath: String? {
        // Without it the usual places are looked at.
        guard let bytes = WholeFile.bytes(of: lock, limit: 16 * 1024), let document = try? JSONDocument(bytes) else { return nil }
        return document.value(at: ["configuration"]).flatMap(document.string)
    }

    /// Becomes the gateway, and holds its lock.
    ///
    /// - Throws: `Advice` when another one runs, or when it cannot be run.
    func become(with configuration: RosettaConfiguration) throws -> Never {
        let note: JSONValue = ["process": .integer(Int(CurrentProcess.ownID)), "configuration": .string(configuration.path)]
        CurrentProcess.keepOpenFilesToItself()
        do {
            try ProcessLock.take(lock, note: note.serialized + Array("\n".utf8))
        } catch {
            if let holder = processID { throw Advice("The gateway is already running (process \(holder)).") }
            throw Advice("Cannot lock \(lock): \(error).")
        }
        // Without a host in its configuration it would listen on every interface, and lend Argo to the network.
        let host = configuration.host == nil && !configuration.usesSocketFile ? ["--host", "127.0.0.1"] : []
        let failure = CurrentProcess.replace(with: [Self.program, "--no-banner", "--config", configuration.path] + host)
        throw Advice("Cannot run \(Self.program): \(failure).", exitCode: .commandNotFound)
    }
}

/// What the llm-rosetta gateway's configuration says about where it listens.
struct RosettaConfiguration: Equatable {
    /// Larger ones are not configurations that anybody wrote.
    private static let sizeLimit = 4 * 1024 * 1024

    /// The file.
    let path: String
    /// Nil when the file names none: the gateway then listens on every interface (llm-rosetta 0.13).
    let host: String?
    let port: Int
    /// Whether it listens on a socket file in place of a port.
    let usesSocketFile: Bool

    /// Reads a configuration; nil when it is missing or unreadable.
    private init?(contentsOf path: String) {
        // What is wrong with its configuration is for the gateway to say.
        guard let bytes = WholeFile.bytes(of: path, limit: Self.sizeLimit), let document = try? JSONDocument(bytes, syntax: .jsonc)
        else { return nil }
        self.path = path
        host = document.value(at: ["server", "host"]).flatMap(document.string)
        port = document.value(at: ["server", "port"]).flatMap(document.integer).flatMap { (1...65_535).contains($0) ? $0 : nil } ?? 8_765
        usesSocketFile = document.value(at: ["server", "socket"]).flatMap(document.string) != nil
    }

    /// What clients on this machine use; nil when there is no port.
    var address: String? { usesSocketFile ? nil : "http://127.0.0.1:\(port)" }

    /// Whether other machines can reach the gateway.
    var isOpenToOthers: Bool { !usesSocketFile && host.map { !["127.0.0.1", "localhost", "::1"].contains($0) } ?? false }

    /// The first of these files that can be read.
    static func first(of paths: [String]) -> RosettaConfiguration? {
        paths.lazy.compactMap { RosettaConfiguration(contentsOf: $0) }.first
    }

    /// Where the gateway looks, without the folder that it happens to be started in (llm-rosetta 0.13).
    static func paths(home: String) -> [String] {
        ["\(home)/.config/llm-rosetta-gateway/config.jsonc", "\(home)/.llm-rosetta-gateway/config.jsonc"]
    }
}

// MARK: Start and stop, and the wait until it has happened

extension RosettaGateway {
    /// Python and its packages take seconds to load on a slow disk.
    private static let startPatience = Duration.seconds(30)
    /// It lets requests finish first.
    private static let stopPatience = Duration.seconds(10)
    /// A gateway that listens on a socket file gives no sign of it that an earlier one could not have left; a bad one ends within this.
    private static let probation = Duration.seconds(1)
    private static let pause = Duration.milliseconds(50)

    /// Starts the gateway and waits until it listens.
    ///
    /// - Throws: `Advice` when its port is taken, it is not installed, or it ends or does not listen in time.
    func start(with configuration: RosettaConfiguration) async throws {
        guard ProgramFile.find(Self.program, searchPath: ProcessInfo.processInfo.environment["PATH"]) != nil else {
            throw Advice(
                "\(Self.program) is not installed, or not in PATH.", hints: ["Install it: pip install 'llm-rosetta[gateway]'"])
        }
        let port = configuration.usesSocketFile ? nil : configuration.port
        if let port, let holder = PortHolder.find(port: port) {
            throw Advice(
                "The gateway's port \(port) is in use by \(holder.words), which argo-shim did not start.",
                hints: [holder.processID.map { "If it is your gateway, stop it: kill \($0)" }].compactMap { $0 })
        }
        if configuration.isOpenToOthers, let host = configuration.host {
            Console.warning(
                "The gateway listens on \(host): other machines can use it. "
                    + "To prevent that, set \"host\": \"127.0.0.1\" in \(configuration.path).")
        }
        try FileManager.default.createDirectory(
            atPath: state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let child: Int32
        do {
            child = try ChildProcess.startInBackground(["rosetta", "run", "--config", configuration.path], log: log)
        } catch {
            throw Advice("Cannot start the gateway: \(error).")
        }
        let processID = try await wait(for: child, port: port)
        Console.note("Started the gateway (process \(processID))" + (configuration.address.map { " on \($0)." } ?? "."))
    }

    /// - Returns: the process that was stopped; nil when there was none.
    /// - Throws: `Advice` when it cannot be stopped.
    func stop() async throws -> Int32? {
        guard let processID else { return nil }
        guard processID > 1 else { throw Advice("The gateway is running, but its process is unknown.") }
        ChildProcess.end(processID)
        if await waits(Self.stopPatience, until: { self.processID != processID }) { return processID }
        // Still the holder of the lock, so that no other process can be hit.
        ChildProcess.end(processID, atOnce: true)
        guard await waits(Self.stopPatience, until: { self.processID != processID }) else {
            throw Advice("The gateway (process \(processID)) does not stop.")
        }
        return processID
    }

    /// - Returns: the gateway's process: the child, or one that somebody else has started at the same moment.
    private func wait(for child: Int32, port: Int?) async throws -> Int32 {
        var hasEnded = false
        let isUp = await waits(Self.startPatience) {
            hasEnded = ChildProcess.end(of: child) != nil
            return hasEnded || self.processID == child && (port.map { PortHolder.find(port: $0) != nil } ?? true)
        }
        if isUp, port == nil, !hasEnded {
            _ = await waits(Self.probation) {
                hasEnded = ChildProcess.end(of: child) != nil
                return hasEnded
            }
        }
        if hasEnded, let processID { return processID }
        if hasEnded { throw Advice("The gateway stopped immediately. See \(log)") }
        if !isUp { throw Advice("The gateway (process \(child)) does not listen yet. See \(log)") }
        return child
    }

    private func waits(_ patience: Duration, until condition: () -> Bool) async -> Bool {
        let end = ContinuousClock.now + patience
        while !condition() {
            guard ContinuousClock.now < end else { return false }
            // Only a cancelled task wakes early, and nobody cancels this one.
            try? await Task.sleep(for: Self.pause)
        }
        return true
    }
}
