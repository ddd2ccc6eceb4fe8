import FoundationSubset
import LosslessJSON
package import SystemSupport
import TokenSync

/// One shim of this user on this machine: known by the machine's name, because homes are shared between machines, and by its port.
package struct Instance: Hashable {
    /// The state folder.
    package let folder: String
    package let host: String
    package let port: Int

    /// - Parameter host: this machine's name.
    package init(folder: String, host: String, port: Int) {
        self.folder = folder
        self.host = HostFileName(host).text
        self.port = port
    }

    /// The instance whose lock has this name in the state folder; nil for other files, and for those of other machines.
    package init?(folder: String, host: String, lockName: String) {
        let prefix = "shim.\(HostFileName(host).text)."
        guard lockName.hasPrefix(prefix), lockName.hasSuffix(".lock"), lockName.utf8.count > prefix.utf8.count + 5,
            let port = Int(lockName.dropFirst(prefix.count).dropLast(5)), (1...65_535).contains(port)
        else { return nil }
        self.init(folder: folder, host: host, port: port)
    }

    private var stem: String { "\(folder)/shim.\(host).\(port)" }

    /// Held by its process, and says where it listens to other processes.
    package var lock: String { stem + ".lock" }

    /// What it logs when it runs in the background.
    package var log: String { stem + ".log" }

    /// Where it listens, the best place first: an address has room for some 100 bytes, and not every file system takes sockets.
    ///
    /// - Parameters:
    ///   - environment: `XDG_RUNTIME_DIR` and `TMPDIR` name other places.
    ///   - userID: this user's number.
    package func socketPlaces(environment: [String: String], userID: UInt32) -> [SocketPlace] { places(stem, environment, userID) }

    /// Where the process listens that keeps its tunnel between two shims; likewise.
    package func holderPlaces(environment: [String: String], userID: UInt32) -> [SocketPlace] {
        places(stem + ".tunnel", environment, userID)
    }

    private func places(_ stem: String, _ environment: [String: String], _ userID: UInt32) -> [SocketPlace] {
        let name = "\(String(FNV1a.hash(stem.utf8), radix: 36)).sock"
        let bases = ["XDG_RUNTIME_DIR", "TMPDIR"].compactMap { environment[$0] }.filter { $0.hasPrefix("/") } + ["/tmp"]
        return [SocketPlace(folder: nil, path: stem + ".sock")]
            + bases.map { base in
                let folder = "\(base.hasSuffix("/") ? String(base.dropLast()) : base)/argo-shim-\(userID)"
                return SocketPlace(folder: folder, path: "\(folder)/\(name)")
            }
    }
}

/// What a shim writes into its lock's file, for processes that look for it.
package struct InstanceRecord: Codable, Equatable {
    /// The longest record, in bytes: a path has 4096 at most (PATH_MAX).
    private static let sizeLimit = 16 * 1_024

    package var version = ControlProtocol.version
    package let process: Int32
    /// Where it listens to other processes; nil where no place could be had.
    package let socket: String?
}

extension InstanceRecord {
    /// - Returns: nil for a file that is not there, or not written yet.
    package init?(lock: String) {
        // It is written anew at each start, so that one that cannot be read says nothing.
        guard let bytes = WholeFile.bytes(of: lock, limit: Self.sizeLimit),
            let record = try? ControlProtocol.decoder.decode(Self.self, from: Data(bytes))
        else { return nil }
        self = record
    }
}

/// Which port the shim of this user and machine listens on, for commands that run beside it.
///
/// Nobody asks the port itself: whoever holds it could be another user's program.
package struct PortRecord {
    /// A port and a process number, as JSON.
    private static let sizeLimit = 4_096

    private let file: StateFile

    /// The record of the user who runs this process.
    package static var ofThisProcess: PortRecord {
        // Homes are shared between machines, ports are not.
        let name = "port.\(HostFileName(CurrentProcess.hostName).text)"
        return PortRecord(file: StateFile(path: "\(UserFolders.ofThisProcess.state)/\(name)", sizeLimit: sizeLimit))
    }

    /// The port of the shim that runs, and its process; nil when none has said so.
    package func shim() -> (port: Int, processID: Int32)? {
        // What cannot be read says nothing, and the port that is derived from the user's name is right in nearly every case.
        guard let bytes = try? file.load(), let document = try? JSONDocument(bytes),
            let port = document.value(at: ["port"]).flatMap(document.integer), (1...65_535).contains(port),
            let processID = document.value(at: ["process"]).flatMap(document.integer).flatMap({ Int32(exactly: $0) }),
            ProcessTable.isRunningForUser(processID)
        else { return nil }
        return (port, processID)
    }

    /// Notes that a process listens on a port.
    ///
    /// - Throws: `FileSystemError` when the file cannot be written.
    package func save(port: Int, processID: Int32) throws(FileSystemError) {
        let facts: JSONValue = ["port": .integer(port), "process": .integer(Int(processID))]
        try file.save(facts.serialized + Array("\n".utf8))
    }
}
