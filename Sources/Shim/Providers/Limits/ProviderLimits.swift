/// How much a provider is asked at most. Nil stands for no limit.
package struct ProviderLimits: Equatable, Sendable {
    /// Requests at a time, above 0. One more waits for its turn.
    package var concurrentRequests: Int?
    /// Requests in any 60 seconds, above 0. One more is refused, and told when to come again.
    package var requestsPerMinute: Int?
    /// Bytes of a request's body as it is sent.
    package var bodySize: Int?
    /// Tokens of an answer; a request for more is one for so many.
    package var maximumOutput: Int?

    /// None.
    package init() {}
}
