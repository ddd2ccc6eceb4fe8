import ArgumentParser
import Daemon
import Shim
import SystemSupport
import TokenSync

/// Which of the user's shims a command is about.
struct InstanceOption: ParsableArguments {
    @Option(name: .long, help: "Port of the shim (default: derived from the user name, else that of the only running shim).")
    var port: Int?

    mutating func validate() throws { try checkPort(port) }

    /// The port of a shim that is started without saying one.
    static var standardPort: Int {
        let folders = UserFolders.ofThisProcess
        // A file that is wrong keeps a shim from starting, which says so; one that runs must be found all the same.
        let file = try? ConfigFile.load(folders)
        // With port 0 each start has another one.
        if let port = file?.entry(for: .port)?.value.number, port > 0 { return port }
        return DerivedPort.port(forUser: UserName.ofThisProcess.forPort)
    }

    /// The shim that is meant; nil where it does not run.
    ///
    /// - Throws: `Advice` where it could be several.
    func running() throws(Advice) -> Instance? {
        try RunningInstances.ofThisProcess.chosen(port: port, standardPort: Self.standardPort)
    }

    /// The shim that is meant.
    ///
    /// - Throws: `Advice` where none runs, or where it could be several.
    func required() throws(Advice) -> Instance {
        guard let instance = try running() else {
            let place = port.map { " on port \($0)" } ?? ""
            throw Advice("No shim is running\(place).", hints: ["Start one: argo-shim start"], exitCode: .notRunning)
        }
        return instance
    }
}

/// The shims of this user that run on this machine with the same state folder.
struct RunningInstances {
    /// By port.
    let all: [Instance]

    init(folder: String, host: String) {
        // A folder that is not there, or that nobody can read, has no shims that could be found.
        let names = (try? LocalFileSystem().names(inFolder: folder)) ?? []
        all = names.compactMap { Instance(folder: folder, host: host, lockName: $0) }
            .filter { FileLock.isHeld($0.lock) }
            .sorted { $0.port < $1.port }
    }

    static var ofThisProcess: RunningInstances {
        RunningInstances(folder: UserFolders.ofThisProcess.state, host: CurrentProcess.hostName)
    }

    /// The one that a command is about.
    ///
    /// - Parameters:
    ///   - port: what the user says; nil when they say nothing.
    ///   - standardPort: the port of a shim that was started without one.
    /// - Returns: nil where no such shim runs.
    /// - Throws: `Advice` where it could be several.
    func chosen(port: Int?, standardPort: Int) throws(Advice) -> Instance? {
        if let port { return all.first { $0.port == port } }
        if let standard = all.first(where: { $0.port == standardPort }) { return standard }
        guard all.count > 1 else { return all.first }
        let ports = all.map { String($0.port) }.joined(separator: ", ")
        throw Advice("Several shims are running, on the ports \(ports).", hints: ["Choose one: --port PORT"], exitCode: .usage)
    }
}
