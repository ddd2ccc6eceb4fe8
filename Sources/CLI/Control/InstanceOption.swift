import ArgumentParser
import Shim
import TokenSync

/// Which of the user's shims a command is about.
struct InstanceOption: ParsableArguments {
    @Option(name: .long, help: "The shim's port (default: the one derived from the user name, else that of the only shim that runs).")
    var port: Int?

    mutating func validate() throws {
        if let port, !(1...65_535).contains(port) { throw ValidationError("--port \(port) is not a port: 1 to 65535.") }
    }

    /// The port of a shim that is started without saying one.
    static var standardPort: Int {
        let folders = UserFolders.ofThisProcess
        // A file that is wrong keeps a shim from starting, which says so; one that runs must be found all the same.
        let file = try? ConfigFile.load(ConfigFile.standardPath(folders), home: folders.home)
        // With port 0 each start has another one.
        if case .number(let port)? = file?.entry(for: .port)?.value, port > 0 { return port }
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
            throw Advice("No shim of yours runs here\(place).", hints: ["Start one: argo-shim start"], exitCode: .notRunning)
        }
        return instance
    }
}
