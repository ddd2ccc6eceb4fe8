/// Why a relay cannot listen.
package enum RelayListenError: Error, Equatable, Sendable {
    case notAnAddress(String)
    /// The code is an `errno`.
    case refused(address: String, port: Int, code: Int32)
}
