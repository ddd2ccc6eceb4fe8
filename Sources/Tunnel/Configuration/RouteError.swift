/// Why no route could be made of the command line and the SSH configuration.
package enum RouteError: Error, Sendable, Equatable {
    /// This is not `[user@]host[:port]`.
    case malformedHop(String)
    /// `ssh -G` gave no answer for this host: the configuration has an error, which `ssh -G HOST` tells.
    case configurationRejected(host: String)
    /// The configuration gives this host a value that cannot be used.
    case configurationUnusable(host: String, keyword: String, value: String)
    /// Following `ProxyJump` from this hop leads back to it.
    case loop(hop: String)
    /// Following `ProxyJump` gives more hops than `limit`.
    case tooManyHops(limit: Int)
}
