/// The way to a host that cannot be reached directly: SSH servers in the order in which they are met, and what lies behind the last.
package struct TunnelRoute: Sendable, Equatable {
    /// At least one.
    package var hops: [Hop]
    /// What the last hop connects to for each stream.
    package var target: Endpoint

    package init(hops: [Hop], target: Endpoint) {
        self.hops = hops
        self.target = target
    }
}
