/// Why the way that a relay lends cannot be had just now, in words for whoever asked for it.
public struct RelayUnavailable: Error, Sendable {
    public let reason: String
    /// After how many seconds another try makes sense.
    public let retryAfterSeconds: Int

    public init(reason: String, retryAfterSeconds: Int) {
        self.reason = reason
        self.retryAfterSeconds = retryAfterSeconds
    }
}
