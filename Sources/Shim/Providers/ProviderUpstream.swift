import Logging
import LosslessJSON
import Models
import NIOCore
import NIOHTTP1
import SystemSupport
import Translation

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
    private(set) var failure: (words: String, unixTime: Int)?

    /// - Parameter logins: by the paths of their files; providers share them.
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
        failure = (words, ClockReading.unixTime)
    }
}

/// A provider's own list of its models.
extension ProviderUpstream {
    private static let timeout = TimeAmount.seconds(5)
    /// How long a list is valid, and how long a failure to get one: requests do not wait for it again and again.
    private static let life = TimeAmount.minutes(10)
    private static let failureLife = TimeAmount.seconds(60)
    private static let maximumModels = 1_000

    /// What is known of its models, after a look at its list where that is old.
    ///
    /// Without a key nothing is sent: its models are then those that it is known to have, and need a login.
    func currentListing() -> EventLoopFuture<ProviderListing> {
        if let listing, listing.until > .now() { return eventLoop.makeSucceededFuture(listing.value) }
        if let look { return look }
        let found = keys.key().assumeIsolated()
            .flatMap { key in UpstreamFetch.send(self.request(key), to: self.upstream, timeout: Self.timeout) }
            .map { reply in self.judge(reply) }
            .flatMapErrorThrowing { error in self.judge(error) }
            .map { listing in self.keep(listing) }
            .nonisolated()
        look = found
        found.assumeIsolated().whenComplete { _ in self.look = nil }
        return found
    }

    private func request(_ key: ProviderKey?) -> UpstreamRequest {
        let headers = UpstreamHeaders.make(from: ["accept": "application/json"], for: provider, key: key, translatedTo: nil)
        // Google tells 50 at once unless it is asked for more (https://ai.google.dev/api/models).
        let query = provider.dialect == .google ? "?pageSize=\(Self.maximumModels)" : ""
        return UpstreamRequest(.GET, provider.basePath + "/models" + query, headers: headers, body: EditedText([]))
    }

    private func judge(_ reply: UpstreamFetch.Reply) -> ProviderListing {
        switch reply.status {
        case 200:
            let models = Self.models(in: reply.body)
            return models.isEmpty
                ? unavailable("\(provider.title) answered with something that is not a list of models.")
                : ProviderListing(state: .listed, models: models)
        case 401, 403:
            keys.wasRefused()
            return needsLogin("\(provider.title) does not accept the key.\(upstream.service.keyAdvice.map { " " + $0 } ?? "")")
        default: return unavailable("\(provider.title) answered \(reply.status) to /models.")
        }
    }

    private func judge(_ error: any Error) -> ProviderListing {
        switch error {
        case let fault as KeyFault:
            if case .unavailable = fault {
                unavailable(ErrorResponse(fault, for: provider).message)
            } else {
                needsLogin(ErrorResponse(fault, for: provider).message)
            }
        case let failure as UpstreamFailure: unavailable(failure.response(from: upstream).message)
        default: unavailable("\(provider.title) could not be asked.")
        }
    }

    private func needsLogin(_ reason: String) -> ProviderListing {
        ProviderListing(state: .needsLogin, models: provider.knownModels, reason: reason)
    }

    private func unavailable(_ reason: String) -> ProviderListing {
        ProviderListing(state: .unavailable, models: listing?.value.models ?? provider.knownModels, reason: reason)
    }

    private func keep(_ value: ProviderListing) -> ProviderListing {
        if value.state != .listed, let reason = value.reason { note(failure: reason) }
        // To see whether there is a login is cheap, and counts at once.
        let life = value.state == .listed ? Self.life : value.state == .needsLogin ? .zero : Self.failureLife
        listing = (value, .now() + life)
        listings.update(value, of: provider.name)
        return value
    }

    /// Reads OpenAI's and Anthropic's lists, which have the ids in the same place, and Google's.
    private static func models(in body: [UInt8]) -> [String] {
        // What is no JSON lists nothing.
        guard let document = try? JSONDocument(body),
            let data = document.value("data", of: document.root) ?? document.value("models", of: document.root), data.kind == .array
        else { return [] }
        return document.elements(of: data).prefix(maximumModels).compactMap { element in
            guard let name = (document.value("id", of: element) ?? document.value("name", of: element)).flatMap(document.string),
                case let id = name.hasPrefix("models/") ? String(name.dropFirst("models/".count)) : name, !id.isEmpty,
                id.utf8.count <= ModelName.maximumLength, id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else { return nil }
            return id
        }
    }
}

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
        open: (ProviderAddress, UpstreamTLS.Trust, ProxyAddress?) -> ConnectionPool
    ) {
        let listings = ProviderListings(providers, aliases: aliases)
        // One for each file, whoever uses it: a refresh token is used once.
        var logins: [String: GlobusAccess] = [:]
        for provider in providers {
            for case .globus(let login) in provider.keys where logins[login.path] == nil {
                let service = UpstreamService(
                    name: login.tokenAddress.host, trustAdvice: "Check whether someone intercepts the connection.", isArgo: false)
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
