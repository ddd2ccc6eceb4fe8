import NIOCore
import NIOHTTP1

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A provider, the connections to it and its keys. Lives on the event loop.
final class ProviderUpstream {
    let provider: Provider
    let upstream: Upstream
    let keys: ProviderKeys
    let queue: RequestQueue
    let eventLoop: any EventLoop
    let listings: ProviderListings
    /// What it has told last of its models, and how long that is good.
    var listing: (value: ProviderListing, until: NIODeadline)?
    /// The look at its list that is under way.
    var look: EventLoopFuture<ProviderListing>?
    /// What went wrong last, where nothing has gone well since.
    private(set) var failure: ProviderReport.Failure?

    /// - Parameters:
    ///   - pool: connects to it.
    ///   - logins: by the paths of their files; providers share them.
    ///   - listings: learns of its models.
    init(_ provider: Provider, pool: ConnectionPool, logins: [String: GlobusAccess], listings: ProviderListings) {
        self.provider = provider
        self.listings = listings
        eventLoop = pool.eventLoop
        upstream = Upstream(provider.service, host: provider.address.authority, pool: pool)
        queue = RequestQueue(provider.limits, on: pool.eventLoop)
        keys = ProviderKeys(provider.keys, inTurn: provider.takesKeysInTurn, logins: logins, on: pool.eventLoop)
    }

    // MARK: How it is doing

    /// It has answered. What is the client's own fault says nothing about it.
    func didAnswer(_ status: HTTPResponseStatus) {
        if status == .unauthorized { keys.wasRefused() }
        switch status.code {
        case ..<400: failure = nil
        case 401, 403, 429, 500...: note(failure: "It answered \(status.code).")
        default: break
        }
    }

    func didFail(_ failure: UpstreamFailure) {
        note(failure: failure.response(from: upstream).message)
    }

    /// - Parameter words: a whole sentence without secrets.
    func note(failure words: String) {
        failure = ProviderReport.Failure(words: words, unixTime: Int(Date().timeIntervalSince1970))
    }
}
