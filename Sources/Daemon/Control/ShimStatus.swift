import Shim
import Tunnel

/// How a shim is, as it says itself. Times are seconds since 1970.
package struct ShimStatus: Codable, Equatable, Sendable {
    package struct Route: Codable, Equatable, Sendable {
        /// `up`, `connecting`, `waiting`, `waiting for a person`, `needs login` or `stopped`.
        package let state: String
        /// The server that this is about; nil for the way as a whole.
        package let hop: String?
        package let since: Int
        package let reconnections: Int
        package let openStreams: Int
        /// Why it is down, and what to do about it.
        package let reason: String?
        /// Whether another process would need a person to build it; nil from versions that do not tell.
        package var hasTakenPerson: Bool?
        /// The process that keeps it, where that is another one: the shim before this one.
        package var keeper: Int32?
        /// Whether it can outlive a restart; nil from versions that do not tell.
        package var canBeKept: Bool?
    }

    /// The connection over which the way is lent to another machine.
    package struct Relay: Codable, Equatable, Sendable {
        package let host: String
        package let route: Route
    }

    package struct Models: Codable, Equatable, Sendable {
        /// `live`, `cached` or `built-in`.
        package let source: String
        package let count: Int
        /// Why the last look at Argo's list failed.
        package let failure: String?
    }

    package struct Hour: Codable, Equatable, Sendable {
        package let requests: Int
        package let errors: Int
    }

    /// A service beside Argo.
    package struct Provider: Codable, Equatable, Sendable {
        package let name: String
        package let address: String
        package let dialect: String
        /// The proxy on the way; nil where there is none.
        package let proxy: String?
        /// `found`, `missing`, `expired`, `unusable`, `not asked for` or `not needed`.
        package let key: String
        /// Where it is, or could be.
        package let keyPlaces: [String]
        /// What went wrong last, where nothing has gone well since.
        package let failure: String?
        package let failedAt: Int?
        /// Requests that wait until the provider's limits let them through.
        package let waiting: Int
    }

    package let version: String
    package let process: Int32
    package let port: Int
    package let startedAt: Int
    package let runsInBackground: Bool
    /// Its command line without the program's name.
    package let arguments: [String]
    package let upstream: String
    /// How Argo is reached: `direct`, `tunnel through …`.
    package let way: String
    /// Whether the clients have been told of it.
    package let isAnnounced: Bool
    /// Nil where Argo is reached without one.
    package let tunnel: Route?
    /// Nil where the way is lent to no other machine over SSH, and from versions that do not tell.
    package var relay: Relay?
    /// When the token was made; nil without one.
    package let tokenMadeAt: Int?
    package let connections: Int
    package let openRequests: Int
    package let requests: Int
    package let errors: Int
    package let lastHour: Hour
    package let models: Models
    /// Nil from versions that do not tell.
    package var providers: [Provider]?
}

extension ShimStatus.Provider {
    init(_ report: ProviderReport) {
        self.init(
            name: report.name, address: report.address, dialect: report.dialect, proxy: report.proxy, key: report.key.kind.rawValue,
            keyPlaces: report.key.places, failure: report.failure?.words ?? report.key.reason, failedAt: report.failure?.unixTime,
            waiting: report.waiting)
    }
}

extension ShimStatus.Route {
    /// - Parameters:
    ///   - hasTakenPerson: whether it could not be built again without one.
    ///   - keeper: the other process that keeps it.
    ///   - canBeKept: whether the next shim can go on with it.
    init(_ status: TunnelStatus, hasTakenPerson: Bool? = nil, keeper: Int32? = nil, canBeKept: Bool? = nil) {
        let report = RouteReport(status)
        let reason: String? =
            switch status.state {
            case .waiting(let error, _), .needsLogin(let error): TunnelAdvice(error).summary
            case .stopped, .connecting, .waitingForPerson, .up: nil
            }
        self.init(
            state: report.state, hop: report.hop, since: report.sinceUnixTime, reconnections: report.reconnections,
            openStreams: report.openStreams, reason: reason, hasTakenPerson: hasTakenPerson, keeper: keeper, canBeKept: canBeKept)
    }
}

extension RouteReport {
    init(_ status: TunnelStatus) {
        let (state, hop): (String, String?) =
            switch status.state {
            case .stopped: ("stopped", nil)
            case .connecting(let hop, _): ("connecting", hop)
            case .waitingForPerson(let hop): ("waiting for a person", hop)
            case .up: ("up", nil)
            case .waiting(let error, _): ("waiting", error.hop)
            case .needsLogin(let error): ("needs login", error.hop)
            }
        self.init(
            state: state, hop: hop, sinceUnixTime: status.sinceUnixTime, reconnections: status.reconnections,
            openStreams: status.openStreams)
    }
}
