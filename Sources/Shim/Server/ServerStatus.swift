import LosslessJSON
import NIOCore
import Translation

/// How a shim's server is doing: one value for `GET /v1/status`, which has its members in this order, for the control socket and for
/// `status`. Times are seconds since 1970.
package struct ServerStatus: Codable, Equatable, Sendable {
    package struct Counts: Codable, Equatable, Sendable {
        package let requests: Int
        package let errors: Int
    }

    package struct Connections: Codable, Equatable, Sendable {
        package let open: Int
        /// Those that wait for a request.
        package let idle: Int
    }

    package struct Models: Codable, Equatable, Sendable {
        package let source: OpenEnum<ModelSource>
        package let count: Int
        /// Why the last look at Argo's list failed; nil after one that worked.
        package let failure: String?
    }

    package let version: String
    /// Seconds since the start; over HTTP alone.
    package var uptimeSeconds: Int?
    /// The upstream's name.
    package let upstream: String
    /// The user name that Argo is told; over HTTP alone.
    package var user: String?
    /// Connections of clients that are open.
    package let connections: Int
    /// Requests that are under way.
    package let openRequests: Int
    /// Requests since the start.
    package let requests: Int
    /// Responses of 500 and above, and replies that broke off, since the start.
    package let errors: Int
    /// The same two for the last 60 minutes; a request counts when it is over.
    package let lastHour: Counts
    /// Over HTTP alone.
    package var upstreamConnections: Connections?
    package let models: Models
}

extension ServerStatus {
    init(_ core: ShimCore, now: NIODeadline, isOverHTTP: Bool) {
        let hour = core.history.lastHour(minute: now.minute)
        let pool = core.argo.pool
        let models = core.models.snapshot
        self.init(
            version: core.configuration.version,
            uptimeSeconds: isOverHTTP ? Int((now - core.counters.start).nanoseconds / 1_000_000_000) : nil,
            upstream: core.argo.host,
            user: isOverHTTP ? core.configuration.policy.user : nil,
            connections: core.connectionCount,
            openRequests: core.openExchanges,
            requests: core.counters.requests,
            errors: core.counters.errors,
            lastHour: Counts(requests: hour.requests, errors: hour.errors),
            upstreamConnections: isOverHTTP ? Connections(open: pool.openCount, idle: pool.idleCount) : nil,
            models: Models(source: .known(models.source), count: models.catalogue.entries.count, failure: models.failure))
    }
}

/// How the way to the upstream is doing, where there is more to it than a dial.
package struct RouteStatus: Codable, Equatable, Sendable {
    package enum State: String, Sendable {
        case up, connecting, waiting, stopped
        case waitingForPerson = "waiting for a person"
        case needsLogin = "needs login"
    }

    package let state: OpenEnum<State>
    /// The server that this is about; nil for the way as a whole.
    package let hop: String?
    package let since: Int
    /// How often it was built anew.
    package let reconnections: Int
    /// Streams that are open on it now.
    package let openStreams: Int

    package init(state: State, hop: String?, since: Int, reconnections: Int, openStreams: Int) {
        self.state = .known(state)
        self.hop = hop
        self.since = since
        self.reconnections = reconnections
        self.openStreams = openStreams
    }
}

/// How a service beside Argo is doing.
package struct ProviderStatus: Codable, Equatable, Sendable {
    package let name: String
    /// Its URL, in which no secret can be.
    package let address: String
    package let dialect: String
    /// The proxy on the way, without its login; nil where there is none.
    package let proxy: String?
    package let key: OpenEnum<KeyState.Kind>
    /// Where it is, or could be.
    package let keyPlaces: [String]
    /// What went wrong last, where nothing has gone well since; ends a sentence that begins with the provider, or is a sentence.
    package let failure: String?
    package let failedAt: Int?
    /// Requests that wait until the provider's limits let them through.
    package let waiting: Int
}

extension ProviderStatus {
    /// - Returns: the second half, which looks at files and so blocks its thread; it takes the time, in seconds since 1970.
    static func gather(_ upstream: ProviderUpstream) -> @Sendable (Int) -> ProviderStatus {
        let (provider, failure, waiting) = (upstream.provider, upstream.failure, upstream.queue.waitingCount)
        return { unixTime in
            let key = KeyState(of: provider.keys, unixTime: unixTime)
            return ProviderStatus(
                name: provider.name, address: provider.address.description, dialect: provider.dialect.rawValue,
                proxy: provider.proxy?.description, key: .known(key.kind), keyPlaces: key.places, failure: failure?.words ?? key.reason,
                failedAt: failure?.unixTime, waiting: waiting)
        }
    }
}

/// One of the words that this version knows, or one of another version's, which stays as it is.
package enum OpenEnum<Known: RawRepresentable<String> & Equatable & Sendable>: RawRepresentable, Codable, Equatable, Sendable,
    CustomStringConvertible
{
    case known(Known)
    case unknown(String)

    package init(rawValue: String) { self = Known(rawValue: rawValue).map { .known($0) } ?? .unknown(rawValue) }

    package var rawValue: String {
        switch self {
        case .known(let known): known.rawValue
        case .unknown(let word): word
        }
    }

    package var description: String { rawValue }
}

extension JSONValue {
    /// A value's stored properties in the order of their declaration, which Foundation's encoder does not keep; nil becomes null.
    init(propertiesOf value: Any) {
        switch value {
        case let text as String: self = .string(text)
        case let number as Int: self = .integer(number)
        case let word as any RawRepresentable: self.init(propertiesOf: word.rawValue)
        default:
            let mirror = Mirror(reflecting: value)
            self =
                mirror.displayStyle == .optional
                ? mirror.children.first.map { Self(propertiesOf: $0.value) } ?? .null
                : .object(mirror.children.map { Member(Self.snakeCase($0.label ?? ""), Self(propertiesOf: $0.value)) })
        }
    }

    private static func snakeCase(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
    }
}

extension NIODeadline {
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
