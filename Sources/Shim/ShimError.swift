/// Why a shim cannot start.
package enum ShimError: Error, Equatable, Sendable {
    /// Somebody else listens on the port.
    case portTaken(address: String, port: Int)
    /// The port may not be used: below 1024 without the right to it, or another reason of the system's.
    case cannotListen(address: String, port: Int, reason: String)
}
