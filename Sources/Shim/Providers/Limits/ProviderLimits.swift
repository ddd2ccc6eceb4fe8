/// How much a provider is asked at most. Nil stands for no limit.
public struct ProviderLimits: Equatable, Sendable {
    /// Requests at a time, above 0. One more waits for its turn.
    public var concurrentRequests: Int?
    /// Requests in any 60 seconds, above 0. One more is refused, and told when to come again.
    public var requestsPerMinute: Int?
    /// Bytes of a request's body as it is sent.
    public var bodySize: Int?
    /// Tokens of an answer; a request for more is one for so many.
    public var maximumOutput: Int?

    /// None.
    public init() {}
}
