import Shim
import Tunnel

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
