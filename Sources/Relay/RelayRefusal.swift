/// Why a relay opens no way.
package enum RelayRefusal: Error, Equatable, Sendable {
    /// Whoever answers there does not speak as a relay does, or does not know the token itself.
    case notRelay
    /// The relay has another token.
    case unproven
    /// In the relay's words.
    case refused(reason: String, retryAfterSeconds: Int)
    /// It did not answer in time.
    case timedOut(seconds: Int)
}
