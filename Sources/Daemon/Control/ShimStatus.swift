import FoundationSubset
import NIOConcurrencyHelpers
package import Shim
import SystemSupport
import Tunnel

/// How a shim is, as it says itself over its control socket, and as `status` prints it. Times are seconds since 1970.
package typealias ShimStatus = Flattened<ServerStatus, ProcessStatus>

/// What a shim's process knows beside its server.
package struct ProcessStatus: Codable, Equatable, Sendable {
    package let process: Int32
    package let port: Int
    package let startedAt: Int
    package let runsInBackground: Bool
    /// Its command line without the program's name.
    package let arguments: [String]
    /// How Argo is reached: `direct`, `tunnel through …`.
    package let way: String
    /// Whether the clients have been told of it.
    package let isAnnounced: Bool
    /// Nil where Argo is reached without one.
    package let tunnel: TunnelRouteStatus?
    /// Nil where the way is lent to no other machine over SSH, and from versions that do not tell.
    package var relay: RelayStatus?
    /// When the token was made; nil without one.
    package let tokenMadeAt: Int?
    /// Nil from versions that do not tell.
    package var providers: [ProviderStatus]?
}

/// The connection over which the way is lent to another machine.
package struct RelayStatus: Codable, Equatable, Sendable {
    package let host: String
    package let route: TunnelRouteStatus
}

package typealias TunnelRouteStatus = Flattened<RouteStatus, TunnelDetails>

/// What is known of a route because it is a tunnel of ours.
package struct TunnelDetails: Codable, Equatable, Sendable {
    /// Why it is down, and what to do about it.
    package let reason: String?
    /// Whether another process would need a person to build it; nil from versions that do not tell.
    package var hasTakenPerson: Bool?
    /// The process that keeps it, where that is another one: the shim before this one.
    package var keeper: Int32?
    /// Whether it can outlive a restart; nil from versions that do not tell.
    package var canBeKept: Bool?
}

extension ShimControl {
    /// How long `status` waits for Argo's first word on its models: without it nothing shows that requests reach Argo. Well below the time
    /// that a command waits for an answer.
    private static let patience = Duration.seconds(5)

    /// Nil when the server has ended.
    func status() async -> ShimStatus? {
        if isServing { await server.firstLookAtModels(within: Self.patience) }
        guard let status = await server.status(), let providers = await server.providerStatuses(unixTime: ClockReading.unixTime) else {
            return nil
        }
        return ShimStatus(
            status,
            ProcessStatus(
                process: CurrentProcess.ownID, port: server.port, startedAt: daemon.start.unixTime,
                runsInBackground: daemon.start.isInBackground, arguments: daemon.start.arguments, way: daemon.path.words,
                isAnnounced: isAnnounced.withLockedValue { $0 },
                tunnel: daemon.path.tunnel.map { TunnelRouteStatus($0.tunnel, keeper: $0.keeper, canBeKept: $0.handover != nil) },
                relay: relay.withLockedValue { $0 }.map { RelayStatus(host: $0.host, route: TunnelRouteStatus($0.tunnel)) },
                tokenMadeAt: daemon.tokens.timeOfCurrent.map { Int($0.timeIntervalSince1970) }, providers: providers))
    }
}

extension TunnelRouteStatus {
    fileprivate init(_ tunnel: SSHTunnel, keeper: Int32? = nil, canBeKept: Bool? = nil) {
        self.init(tunnel.status, hasTakenPerson: tunnel.hasTakenPerson, keeper: keeper, canBeKept: canBeKept)
    }

    /// - Parameters:
    ///   - hasTakenPerson: whether it could not be built again without one.
    ///   - keeper: the other process that keeps it.
    ///   - canBeKept: whether the next shim can go on with it.
    init(_ status: TunnelStatus, hasTakenPerson: Bool? = nil, keeper: Int32? = nil, canBeKept: Bool? = nil) {
        let reason: String? =
            switch status.state {
            case .waiting(let error, _), .needsLogin(let error): TunnelAdvice(error).summary
            case .stopped, .connecting, .waitingForPerson, .up: nil
            }
        self.init(
            RouteStatus(status),
            TunnelDetails(reason: reason, hasTakenPerson: hasTakenPerson, keeper: keeper, canBeKept: canBeKept))
    }
}

extension RouteStatus {
    init(_ status: TunnelStatus) {
        let (state, hop): (State, String?) =
            switch status.state {
            case .stopped: (.stopped, nil)
            case .connecting(let hop, _): (.connecting, hop)
            case .waitingForPerson(let hop): (.waitingForPerson, hop)
            case .up: (.up, nil)
            case .waiting(let error, _): (.waiting, error.hop)
            case .needsLogin(let error): (.needsLogin, error.hop)
            }
        self.init(
            state: state, hop: hop, since: status.sinceUnixTime, reconnections: status.reconnections, openStreams: status.openStreams)
    }
}

/// Two values whose members stand in one JSON object, and are read as members of one value.
@dynamicMemberLookup
package struct Flattened<First: Codable & Equatable & Sendable, Second: Codable & Equatable & Sendable>: Codable, Equatable, Sendable {
    private let first: First
    private let second: Second

    init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }

    package init(from decoder: any Decoder) throws {
        first = try First(from: decoder)
        second = try Second(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        try first.encode(to: encoder)
        try second.encode(to: encoder)
    }

    package subscript<Value>(dynamicMember path: KeyPath<First, Value>) -> Value { first[keyPath: path] }
    package subscript<Value>(dynamicMember path: KeyPath<Second, Value>) -> Value { second[keyPath: path] }
}
