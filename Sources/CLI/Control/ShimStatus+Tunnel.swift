import Shim
import Tunnel

extension ShimStatus.Route {
    /// - Parameter hasTakenPerson: whether it could not be built again without one.
    init(_ status: TunnelStatus, hasTakenPerson: Bool? = nil) {
        let report = RouteReport(status)
        let reason: String? =
            switch status.state {
            case .waiting(let error, _), .needsLogin(let error): TunnelAdvice(error).summary
            case .stopped, .connecting, .waitingForPerson, .up: nil
            }
        self.init(
            state: report.state, hop: report.hop, since: report.sinceUnixTime, reconnections: report.reconnections,
            openStreams: report.openStreams, reason: reason, hasTakenPerson: hasTakenPerson)
    }
}
