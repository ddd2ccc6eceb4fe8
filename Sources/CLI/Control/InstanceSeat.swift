import SystemPackage
import SystemSupport

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The place that a shim takes when it starts: no second one can take the same, and other processes of the user find it there.
struct InstanceSeat: Sendable {
    enum Failure: Error, Equatable {
        /// Another process has the place.
        case held
        /// The state folder has no locks.
        case unavailable(code: Errno)
    }

    let instance: Instance
    private let lock: FileLock
    /// Nil where no place took a socket; the shim serves all the same.
    let socket: ControlSocket?

    /// - Parameter environment: of this process.
    /// - Throws: `held` when a shim has the place, `unavailable` where the state folder has no locks.
    init(_ instance: Instance, environment: [String: String]) throws(Failure) {
        self.instance = instance
        let taken: FileLock?
        do {
            taken = try FileLock.take(instance.lock)
        } catch {
            throw .unavailable(code: error)
        }
        guard let taken else { throw .held }
        lock = taken
        socket = ControlSocket.first(of: instance.socketPlaces(environment: environment, userID: CurrentProcess.userID))
        let record = InstanceRecord(process: CurrentProcess.ownID, socket: socket?.path)
        do {
            // Numbers and strings can always be written as JSON.
            try lock.write((try? ControlProtocol.encoder.encode(record)).map { Array($0) } ?? [])
        } catch {
            socket?.remove()
            throw .unavailable(code: error)
        }
    }

    /// Leaves no trace, while the lock is still held. Nobody may wait for a process at the socket any more.
    func leave() {
        socket?.remove()
        socket?.stopListening()
        lock.remove()
    }
}
