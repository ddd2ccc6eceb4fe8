import NIOCore

/// A provider, the connections to it and its keys. Lives on the event loop.
final class ProviderUpstream {
    let provider: Provider
    let upstream: Upstream
    let keys: ProviderKeys
    let eventLoop: any EventLoop
    let listings: ProviderListings
    /// What it has told last of its models, and how long that is good.
    var listing: (value: ProviderListing, until: NIODeadline)?
    /// The look at its list that is under way.
    var look: EventLoopFuture<ProviderListing>?

    /// - Parameters:
    ///   - pool: connects to it.
    ///   - logins: by the paths of their files; providers share them.
    ///   - listings: learns of its models.
    init(_ provider: Provider, pool: ConnectionPool, logins: [String: GlobusAccess], listings: ProviderListings) {
        self.provider = provider
        self.listings = listings
        eventLoop = pool.eventLoop
        upstream = Upstream(provider.service, host: provider.address.authority, pool: pool)
        keys = ProviderKeys(provider.keys, inTurn: provider.takesKeysInTurn, logins: logins, on: pool.eventLoop)
    }
}
