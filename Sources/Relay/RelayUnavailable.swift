/// Why the way that a relay lends cannot be had just now, in words for whoever asked for it.
package struct RelayUnavailable: Error, Sendable {
    package let reason: String
    /// After how many seconds another try makes sense.
    package let retryAfterSeconds: Int

    package init(reason: String, retryAfterSeconds: Int) {
        self.reason = reason
        self.retryAfterSeconds = retryAfterSeconds
    }
}
