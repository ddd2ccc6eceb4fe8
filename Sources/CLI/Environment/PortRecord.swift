import LosslessJSON
import SystemSupport
import TokenSync

/// Which port the shim of this user and machine listens on, for commands that run beside it.
///
/// Nobody asks the port itself: whoever holds it could be another user's program.
struct PortRecord {
    /// A port and a process number, as JSON.
    private static let sizeLimit = 4_096

    private let file: StateFile

    /// - Parameters:
    ///   - folder: the state folder.
    ///   - host: this machine's name; homes are shared between machines, ports are not.
    init(folder: String, host: String) {
        file = StateFile(path: "\(folder)/port.\(HostFileName(host).text)", sizeLimit: Self.sizeLimit)
    }

    /// The record of the user who runs this process.
    static var ofThisProcess: PortRecord {
        PortRecord(folder: UserFolders.ofThisProcess.state, host: CurrentProcess.hostName)
    }

    /// The port of the shim that runs; nil when none has said so.
    ///
    /// - Parameter isRunning: whether there is a process of this number.
    func port(isRunning: (Int32) -> Bool = ProcessTable.isRunningForUser) -> Int? {
        shim(isRunning: isRunning)?.port
    }

    /// The port of the shim that runs, and its process.
    func shim(isRunning: (Int32) -> Bool = ProcessTable.isRunningForUser) -> (port: Int, processID: Int32)? {
        // What cannot be read says nothing, and the port that is derived from the user's name is right in nearly every case.
        guard let bytes = try? file.load(), let document = try? JSONDocument(bytes),
            let port = document.value(at: ["port"]).flatMap(document.integer), (1...65_535).contains(port),
            let processID = document.value(at: ["process"]).flatMap(document.integer).flatMap({ Int32(exactly: $0) }),
            isRunning(processID)
        else { return nil }
        return (port, processID)
    }

    /// Notes that a process listens on a port.
    ///
    /// - Throws: `FileSystemError` when the file cannot be written.
    func save(port: Int, processID: Int32) throws(FileSystemError) {
        let facts: JSONValue = ["port": .integer(port), "process": .integer(Int(processID))]
        try file.save(facts.serialized + Array("\n".utf8))
    }
}
