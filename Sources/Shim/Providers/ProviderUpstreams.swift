import Logging
import NIOCore

/// The providers as they are asked, and their logins. Lives on the event loop.
final class ProviderUpstreams {
    /// In the order of the configuration.
    let all: [ProviderUpstream]
    /// Their models, for those who look for a name.
    let listings: ProviderListings
    private let byName: [String: ProviderUpstream]
    private let logins: [String: GlobusAccess]

    /// - Parameter open: makes a pool for an address, through a proxy where there is one.
    init(
        _ providers: [Provider], aliases: [ModelAlias], logger: Logger,
        open: (ServiceAddress, UpstreamTLS.Trust, ProxyAddress?) -> ConnectionPool
    ) {
        let listings = ProviderListings(providers, aliases: aliases)
        // One for each file, whoever uses it: a refresh token is used once.
        var logins: [String: GlobusAccess] = [:]
        for provider in providers {
            for case .globus(let login) in provider.keys where logins[login.path] == nil {
                let service = UpstreamService(
                    name: login.tokenAddress.host, trustAdvice: "See whether somebody stands between.", isArgo: false)
                let pool = open(login.tokenAddress, login.trust, provider.proxy)
                logins[login.path] = GlobusAccess(
                    login, server: Upstream(service, host: login.tokenAddress.authority, pool: pool), logger: logger)
            }
        }
        all = providers.map { provider in
            ProviderUpstream(provider, pool: open(provider.address, provider.trust, provider.proxy), logins: logins, listings: listings)
        }
        byName = Dictionary(all.map { ($0.provider.name, $0) }) { first, _ in first }
        self.listings = listings
        self.logins = logins
    }

    subscript(name: String) -> ProviderUpstream? { byName[name] }

    /// Closes the idle connections now and the others when their reply is complete.
    func close() {
        for provider in all { provider.upstream.pool.close() }
        for login in logins.values { login.close() }
    }
}
