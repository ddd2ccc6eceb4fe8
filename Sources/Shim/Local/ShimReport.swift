import NIOCore

/// How a shim is doing, in figures.
public struct ShimReport: Sendable, Equatable {
    public let version: String
    /// Seconds since the start.
    public let uptimeSeconds: Int
    /// The upstream's name.
    public let upstream: String
    /// The user name that Argo is told.
    public let user: String
    /// Connections of clients that are open.
    public let connections: Int
    /// Requests that are under way.
    public let openRequests: Int
    /// Requests since the start.
    public let requests: Int
    /// Responses of 500 and above, and replies that broke off, since the start.
    public let errors: Int
    /// The same two for the last 60 minutes; a request counts when it is over.
    public let requestsInLastHour: Int
    public let errorsInLastHour: Int
    /// Connections to the upstream, and those of them that wait for a request.
    public let upstreamConnections: Int
    public let idleUpstreamConnections: Int
    /// Where the list of models comes from: `live`, `cached` or `built-in`.
    public let modelSource: String
    public let modelCount: Int
    /// Why the last look at Argo's list of models failed; nil after one that worked.
    public let modelFailure: String?
    /// How the way to the upstream is doing; nil where it is a dial.
    public let route: RouteReport?

    init(_ core: ShimCore, now: NIODeadline) {
        let models = core.models.snapshot
        let hour = core.history.lastHour(minute: now.minute)
        version = core.configuration.version
        uptimeSeconds = Int((now - core.counters.start).nanoseconds / 1_000_000_000)
        upstream = core.argo.host
        user = core.configuration.policy.user
        connections = core.connectionCount
        openRequests = core.openExchanges
        requests = core.counters.requests
        errors = core.counters.errors
        (requestsInLastHour, errorsInLastHour) = (hour.requests, hour.errors)
        upstreamConnections = core.argo.pool.openCount
        idleUpstreamConnections = core.argo.pool.idleCount
        modelSource = models.source.rawValue
        modelCount = models.catalogue.entries.count
        modelFailure = models.failure
        route = core.argo.pool.route
    }
}

extension NIODeadline {
    /// The number of this moment's minute.
    var minute: Int { Int(uptimeNanoseconds / 60_000_000_000) }
}
