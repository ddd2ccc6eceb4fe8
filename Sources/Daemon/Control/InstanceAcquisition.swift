import FoundationSubset
package import SystemPackage
package import SystemSupport
package import TokenSync

/// Decides whether a shim may start at a port, or finds the one that has it.
package struct InstanceAcquisition: Sendable {
    package enum Outcome {
        case taken(InstanceLock)
        /// A shim of this user's serves there.
        case running(ShimStatus)
        /// The state folder has no locks; the shim can serve, but nobody will find it.
        case none
    }

    /// A shim that is just ending makes room within the time that its streams have to finish.
    private static let patience = Duration.seconds(12)

    package let folders: UserFolders
    /// Whether other commands are all that a person has to reach the shim by.
    package let isInBackground: Bool
    package let statusOutput: StatusOutput

    package init(folders: UserFolders, isInBackground: Bool, statusOutput: StatusOutput) {
        self.folders = folders
        self.isInBackground = isInBackground
        self.statusOutput = statusOutput
    }

    /// Takes the place, or has the shim that holds it update the clients' settings.
    ///
    /// - Throws: `Advice` where a shim holds the place and does not answer.
    package func take(port: Int) throws -> Outcome {
        let instance = instance(port: port)
        let end = ContinuousClock.now + Self.patience
        while true {
            do throws(Errno) {
                if let instanceLock = try InstanceLock(instance, environment: folders.environment) { return .taken(instanceLock) }
            } catch {
                if isInBackground { throw Self.unfindable(instance, error) }
                statusOutput.warning("Cannot lock \(instance.lock), so other commands will not find this shim: \(error)")
                return .none
            }
            do throws(ControlFault) {
                if case .status(let status) = try ControlClient(instance).ask(.settings) { return .running(status) }
            } catch .noAnswer {
                // It may have ended just now.
            } catch {
                throw Advice("A shim of another version is running on port \(port).", hints: [Self.end(instance)])
            }
            guard ContinuousClock.now < end else {
                throw Advice("Your shim on port \(port) does not answer.", hints: [Self.end(instance)])
            }
        }
    }

    /// The place of a shim of this user's on this machine.
    package func instance(port: Int) -> Instance { Instance(folder: folders.state, host: CurrentProcess.hostName, port: port) }

    /// Why there is no place for a shim in the background.
    package static func unfindable(_ instance: Instance, _ code: Errno) -> Advice {
        Advice(
            "Cannot write \(instance.lock), which other commands need to find a shim in the background: \(code).",
            hints: ["Run it in a terminal instead: argo-shim"])
    }

    private static func end(_ instance: Instance) -> String {
        InstanceRecord(lock: instance.lock).map { "Stop it: kill \($0.process)" }
            ?? "Find the process that holds the lock: fuser '\(instance.lock)'"
    }
}

/// The place that a shim takes when it starts: no second one can take the same, and other processes of the user find it there.
package struct InstanceLock: Sendable {
    package let instance: Instance
    private let lock: FileLock
    /// Nil where no place took a socket; the shim serves all the same.
    package let socket: ControlSocket?

    /// - Parameter environment: of this process.
    /// - Returns: nil when another process has the place.
    /// - Throws: `Errno` where the state folder has no locks.
    package init?(_ instance: Instance, environment: [String: String]) throws(Errno) {
        guard let taken = try FileLock.take(instance.lock) else { return nil }
        self.instance = instance
        lock = taken
        socket = ControlSocket.first(of: instance.socketPlaces(environment: environment, userID: CurrentProcess.userID))
        let record = InstanceRecord(process: CurrentProcess.ownID, socket: socket?.path)
        do {
            // Numbers and strings can always be written as JSON.
            try lock.write((try? ControlProtocol.encoder.encode(record)).map { Array($0) } ?? [])
        } catch {
            socket?.remove()
            throw error
        }
    }

    /// Leaves no trace, while the lock is still held. Nobody may wait for a process at the socket any more.
    package func leave() {
        socket?.remove()
        socket?.stopListening()
        lock.remove()
    }
}
