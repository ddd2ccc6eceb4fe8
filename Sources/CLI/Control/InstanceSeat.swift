#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The place that a shim takes when it starts: no second one can take the same, and other processes of the user find it there.
struct InstanceSeat: Sendable {
    let instance: Instance
    private let lock: InstanceLock
    /// Nil where no place took a socket; the shim serves all the same.
    let socket: ControlSocket?

    /// - Parameter environment: of this process.
    /// - Throws: `held` when a shim has the place, `unavailable` where the state folder has no locks.
    init(_ instance: Instance, environment: [String: String]) throws(InstanceLock.Failure) {
        self.instance = instance
        lock = try InstanceLock(path: instance.lock)
        socket = ControlSocket.first(of: instance.socketPlaces(environment: environment, userID: Process.userID))
        let record = InstanceRecord(process: Process.ownID, socket: socket?.path)
        // Numbers and strings can always be written as JSON.
        let code = lock.write((try? ControlProtocol.encoder.encode(record)).map { Array($0) } ?? [])
        guard code == 0 else {
            socket?.remove()
            throw .unavailable(code: code)
        }
    }

    /// Leaves no trace, while the lock is still held. Nobody may wait for a process at the socket any more.
    func leave() {
        socket?.remove()
        socket?.stopListening()
        lock.remove()
    }
}
