import LosslessJSON
import SystemSupport
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The llm-rosetta gateway that this user runs on this machine: started here, and known by the lock that it holds.
struct RosettaGateway {
    /// The program, which is looked for in `PATH`.
    static let program = "llm-rosetta-gateway"

    private let state: String
    /// The file that its process locks; it says which configuration it runs with.
    let lock: String
    /// What it prints.
    let log: String

    /// - Parameters:
    ///   - state: the state folder; homes are shared between machines, and processes are not.
    ///   - host: this machine's name.
    init(state: String, host: String) {
        self.state = state
        let name = HostFileName(host).text
        lock = "\(state)/rosetta-gateway.\(name).pid"
        log = "\(state)/rosetta-gateway.\(name).log"
    }

    static var ofThisProcess: RosettaGateway {
        RosettaGateway(state: UserFolders.ofThisProcess.state, host: CurrentProcess.hostName)
    }

    /// Its process; nil when it does not run.
    var processID: Int32? { ProcessLock.holder(of: lock) }

    /// The configuration that it runs with, or ran with last.
    var lastConfigurationPath: String? {
        // Without it the usual places are looked at.
        guard let bytes = WholeFile.bytes(of: lock, limit: 16 * 1024), let document = try? JSONDocument(bytes) else { return nil }
        return document.value(at: ["configuration"]).flatMap(document.string)
    }

    /// Makes the state folder where it is missing.
    ///
    /// - Throws: `FileSystemError`.
    func makeFolder() throws {
        try FileManager.default.createDirectory(
            atPath: state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
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
            if let holder = processID { throw Advice("The gateway runs already, as process \(holder).") }
            throw Advice("\(lock) cannot be locked: \(error).")
        }
        // Without a host in its configuration it would listen on every interface, and lend Argo to the network.
        let host = configuration.host == nil && !configuration.usesSocketFile ? ["--host", "127.0.0.1"] : []
        let failure = CurrentProcess.replace(with: [Self.program, "--no-banner", "--config", configuration.path] + host)
        throw Advice("\(Self.program) cannot be run: \(failure).", exitCode: .commandNotFound)
    }
}
