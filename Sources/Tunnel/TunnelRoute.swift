/// The way to a host that cannot be reached directly: SSH servers in the order in which they are met, and what lies behind the last.
public struct TunnelRoute: Sendable, Equatable {
    /// At least one.
    public var hops: [Hop]
    /// What the last hop connects to for each stream.
    public var target: Endpoint

    public init(hops: [Hop], target: Endpoint) {
        self.hops = hops
        self.target = target
    }
}
