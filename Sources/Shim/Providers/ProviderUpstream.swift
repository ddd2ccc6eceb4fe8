import Logging
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
    ///   - listings: learns of its models.
    ///   - open: makes a pool for an address.
    init(
        _ provider: Provider, on eventLoop: any EventLoop, listings: ProviderListings, logger: Logger,
        open: (ServiceAddress, UpstreamTLS.Trust) -> ConnectionPool
    ) {
        self.provider = provider
        self.eventLoop = eventLoop
        self.listings = listings
        upstream = Upstream(provider.service, host: provider.address.authority, pool: open(provider.address, provider.trust))
        var logins: [String: GlobusAccess] = [:]
        for case .globus(let login) in provider.keys {
            let service = UpstreamService(
                name: login.tokenAddress.host, trustAdvice: "See whether somebody stands between.", isArgo: false)
            let server = Upstream(
                service, host: login.tokenAddress.authority, pool: open(login.tokenAddress, login.trust))
            logins[login.path] = GlobusAccess(login, server: server, logger: logger)
            self.loginPools.append(server.pool)
        }
        keys = ProviderKeys(provider.keys, logins: logins, on: eventLoop)
    }

    private var loginPools: [ConnectionPool] = []

    /// Closes the idle connections now and the others when their reply is complete.
    func close() {
        upstream.pool.close()
        for pool in loginPools { pool.close() }
    }
}
