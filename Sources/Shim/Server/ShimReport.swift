import NIOCore

/// How a shim is doing, in figures.
package struct ShimReport: Sendable, Equatable {
    package let version: String
    /// Seconds since the start.
    package let uptimeSeconds: Int
    /// The upstream's name.
    package let upstream: String
    /// The user name that Argo is told.
    package let user: String
    /// Connections of clients that are open.
    package let connections: Int
    /// Requests that are under way.
    package let openRequests: Int
    /// Requests since the start.
    package let requests: Int
    /// Responses of 500 and above, and replies that broke off, since the start.
    package let errors: Int
    /// The same two for the last 60 minutes; a request counts when it is over.
    package let requestsInLastHour: Int
    package let errorsInLastHour: Int
    /// Connections to the upstream, and those of them that wait for a request.
    package let upstreamConnections: Int
    package let idleUpstreamConnections: Int
    /// Where the list of models comes from: `live`, `cached` or `built-in`.
    package let modelSource: String
    package let modelCount: Int
    /// Why the last look at Argo's list of models failed; nil after one that worked.
    package let modelFailure: String?
    /// How the way to the upstream is doing; nil where it is a dial.
    package let route: RouteReport?

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

/// How many requests and errors there were in the last hour, minute by minute.
struct RequestHistory {
    private static let minutes = 60

    private struct Count {
        var minute = Int.min
        var requests = 0
        var errors = 0
    }

    private var counts = Array(repeating: Count(), count: minutes)

    /// Notes a request that is over.
    ///
    /// - Parameter minute: the number of the minute, of a clock that nobody sets.
    mutating func note(isError: Bool, minute: Int) {
        let place = Self.place(of: minute)
        if counts[place].minute != minute { counts[place] = Count(minute: minute) }
        counts[place].requests += 1
        if isError { counts[place].errors += 1 }
    }

    /// The sums of this minute and the 59 before it.
    func lastHour(minute: Int) -> (requests: Int, errors: Int) {
        counts.reduce(into: (0, 0)) { sum, count in
            guard count.minute <= minute, count.minute > minute - Self.minutes else { return }
            sum.0 += count.requests
            sum.1 += count.errors
        }
    }

    private static func place(of minute: Int) -> Int { (minute % minutes + minutes) % minutes }
}
