import SystemSupport
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The shims of this user that run on this machine with the same state folder.
struct RunningInstances {
    /// By port.
    let all: [Instance]

    /// - Parameters:
    ///   - folder: the state folder.
    ///   - host: this machine's name.
    init(folder: String, host: String) {
        // A folder that is not there, or that nobody can read, has no shims that could be found.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
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
        throw Advice("Several shims run here, on the ports \(ports).", hints: ["Say which one: --port PORT"], exitCode: .usage)
    }
}
