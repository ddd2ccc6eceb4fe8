import NIOConcurrencyHelpers
import Shim
import SystemSupport
import TokenSync
import Tunnel

/// What other processes can learn from a running shim, and have it do.
final class ShimControl: Sendable {
    let relayProvider: RelayProvider
    let isAnnounced = NIOLockedValueBox(false)
    /// The connection over which the way is lent to another machine, once there is one.
    let relay = NIOLockedValueBox<RelayTunnel?>(nil)

    init(_ relayProvider: RelayProvider) { self.relayProvider = relayProvider }

    var daemon: ShimDaemon { relayProvider.daemon }

    var server: ShimServer { relayProvider.server }

    private var tunnel: SSHTunnel? { daemon.path.tunnel?.tunnel }

    /// The clients have been told of the shim.
    func announce() {
        isAnnounced.withLockedValue { $0 = true }
        daemon.broker.tell(.up)
    }

    func reply(to request: ControlRequest) async -> ControlReply {
        switch request {
        case .status, .settings:
            if request == .settings { writeSettings(isStart: true) }
            return await status().map { .status($0) } ?? .refused(["The shim is shutting down."])
        case .stop:
            // The same way as a signal from outside: streams finish, and the settings of the terminal are given back.
            ChildProcess.end(CurrentProcess.ownID)
            return .done([])
        case .handOver(let route):
            let outcome = daemon.path.tunnel?.handover?.prepare(for: route) ?? .none
            guard outcome != .none else { return .refused(["The tunnel cannot be kept open."]) }
            ChildProcess.end(CurrentProcess.ownID)
            return .tunnelStays(process: outcome == .kept ? CurrentProcess.ownID : nil)
        case .reload: return .done(reload())
        case .tokenRotated:
            _ = daemon.tokens.reload()
            writeSettings()
            return .done([])
        case .loginsAllowed:
            let resuming = [tunnel?.resumeAfterPause(), relay.withLockedValue { $0 }?.tunnel.resumeAfterPause()]
            return .done(resuming.contains(true) ? ["The shim on port \(server.port) is logging in now."] : [])
        case .attend, .answer, .lend: return .refused(["This request is only for a terminal that waits."])
        }
    }

    /// What a terminal that comes forward need not wait for; a login is tried where it wants one.
    func outcome(answers: Bool, logsIn: Bool) -> ControlReply? {
        if isServing { return relayOutcome(answers: answers, logsIn: logsIn) }
        guard let tunnel else { return nil }
        switch tunnel.status.state {
        case .needsLogin(let error) where !logsIn: return .needsLogin(TunnelAdvice(error).lines)
        case .waiting(let error, _) where !logsIn: return .waiting(TunnelAdvice(error).lines)
        case .up: return nil
        case .stopped, .connecting, .waitingForPerson, .waiting, .needsLogin:
            if logsIn { tunnel.reconnect(attended: answers) }
            // It may have come up just now, and said so to those who were here before.
            return isServing ? relayOutcome(answers: answers, logsIn: logsIn) : nil
        }
    }

    /// Whether the clients have been told, and the way stands.
    var isServing: Bool { isAnnounced.withLockedValue { $0 } && (tunnel?.status.state ?? .up) == .up }

    /// Reads again what can change while requests run.
    ///
    /// - Returns: what was done, for a person.
    func reload() -> [String] {
        let configured = daemon.configuration()
        if case .changed(let style) = configured.helper { daemon.settings?.use(style) }
        let hasNewToken = daemon.tokens.reload()
        server.refreshModels()
        writeSettings()
        let token = hasNewToken ? "Reloaded the token: it is a new one." : "Reloaded the token: it is unchanged."
        return configured.lines + [token, "Reloading Argo's list of models."]
            + (daemon.settings == nil ? [] : ["Updated the clients' settings."])
    }

    private func writeSettings(isStart: Bool = false) {
        // Before the tunnel is up, the clients of a shim that runs elsewhere are left alone.
        guard isAnnounced.withLockedValue({ $0 }), let settings = daemon.settings else { return }
        settings.write(port: server.port, isStart: isStart)
    }
}

/// A login is about the connection to a machine that the way is lent to as well, once the way itself stands.
extension ShimControl {
    /// The way is lent over this connection, too.
    func lend(over relay: RelayTunnel) { self.relay.withLockedValue { $0 = relay } }

    /// The way has come up, at the start or again.
    func routeDidComeUp() {
        // At the start the clients are told first.
        guard isServing else { return }
        if let outcome = relayOutcome(answers: daemon.broker.isAvailable, logsIn: daemon.broker.isAttended) {
            daemon.broker.tell(outcome)
        }
    }

    /// What whoever waits for a login learns where the way stands: it is over when the connection to the other machine stands, too.
    func relayOutcome(answers: Bool, logsIn: Bool) -> ControlReply? {
        guard logsIn, let relay = relay.withLockedValue({ $0 }), relay.tunnel.status.state != .up else { return .up }
        relay.tunnel.reconnect(attended: answers)
        // It may have come up just now.
        return relay.tunnel.status.state == .up ? .up : nil
    }

    func relayDidChange(_ status: TunnelStatus) {
        // Whatever is the matter with the way itself is told first.
        guard isServing else { return }
        switch status.state {
        case .up: daemon.broker.tell(.up)
        case .waiting(let error, _): daemon.broker.tell(.waiting(words(for: error)))
        case .needsLogin(let error): daemon.broker.tell(.needsLogin(words(for: error)))
        case .stopped, .connecting, .waitingForPerson: break
        }
    }

    private func words(for error: TunnelError) -> [String] {
        let lines = TunnelAdvice(error).lines
        let host = relay.withLockedValue { $0?.host } ?? ""
        return ["Cannot open the relay on \(host): \(lines.first ?? "")"] + lines.dropFirst()
    }
}

/// What came of another look at the configuration file while the shim runs.
package struct ReloadOutcome: Sendable {
    package enum HelperChange: Sendable {
        case unchanged
        /// Nil leaves what was written last.
        case changed(HelperStyle?)
    }

    /// What was done, for a person.
    package let lines: [String]
    package let helper: HelperChange

    package init(lines: [String], helper: HelperChange) {
        self.lines = lines
        self.helper = helper
    }
}

/// When and how this process was started.
package struct StartFacts: Sendable {
    /// Seconds since 1970.
    package let unixTime: Int
    package let isInBackground: Bool
    /// The command line behind the verb, as it was typed.
    package let arguments: [String]

    package init(unixTime: Int, isInBackground: Bool, arguments: [String]) {
        self.unixTime = unixTime
        self.isInBackground = isInBackground
        self.arguments = arguments
    }
}
