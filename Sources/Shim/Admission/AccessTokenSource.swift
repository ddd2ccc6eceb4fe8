/// What knows which access tokens are good at this moment.
package protocol AccessTokenSource: Sendable {
    /// Whether one of `candidates` is the current token, or the previous one within its grace period.
    ///
    /// It is called on the event loop for each request, compares in constant time and does not block for long.
    func acceptsAny(of candidates: [String]) -> Bool
}
