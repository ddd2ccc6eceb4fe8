import NIOConcurrencyHelpers
import Tunnel

/// A login is about the connection to a machine that the way is lent to as well, once the way itself stands.
extension ShimControl {
    /// The way is lent over this connection, too.
    func lend(over relay: RelayTunnel) { self.relay.withLockedValue { $0 = relay } }

    /// The way has come up, at the start or again.
    func routeDidComeUp() {
        // At the start the clients are told first.
        guard isServing else { return }
        if let outcome = relayOutcome(answers: desk.isAvailable, logsIn: desk.isAttended) { desk.tell(outcome) }
    }

    /// What whoever waits for a login learns where the way stands: it is over when the connection to the other machine stands, too.
    func relayOutcome(answers: Bool, logsIn: Bool) -> ControlReply? {
        guard logsIn, let relay = relay.withLockedValue({ $0 }), relay.status.state != .up else { return .up }
        relay.logIn(attended: answers)
        // It may have come up just now.
        return relay.status.state == .up ? .up : nil
    }

    func relayDidChange(_ status: TunnelStatus) {
        // Whatever is the matter with the way itself is told first.
        guard isServing else { return }
        switch status.state {
        case .up: desk.tell(.up)
        case .waiting(let error, _): desk.tell(.waiting(words(for: error)))
        case .needsLogin(let error): desk.tell(.needsLogin(words(for: error)))
        case .stopped, .connecting, .waitingForPerson: break
        }
    }

    private func words(for error: TunnelError) -> [String] {
        let lines = TunnelAdvice(error).lines
        let host = relay.withLockedValue { $0?.host } ?? ""
        return ["No relay on \(host): \(lines.first ?? "")"] + lines.dropFirst()
    }
}
