package import Logging
import ServiceLifecycle
package import Shim
import SystemSupport
import TokenSync
import Tunnel

/// Puts the parts together and runs them until a signal says stop.
package struct ShimDaemon {
    package let shim: ShimConfiguration
    package let path: UpstreamPath.Ready
    package let tokens: LiveTokens
    package let settings: SettingsSync?
    /// Looks at the configuration file again.
    package let configuration: @Sendable () -> ReloadOutcome
    package let access: AccessPlan
    /// The place that was taken for a port that was known; nil where the system chooses the port, or has no locks.
    package let instanceLock: InstanceLock?
    package let acquisition: InstanceAcquisition
    package let broker: PromptBroker
    package let start: StartFacts
    package let statusOutput: StatusOutput
    package let logger: Logger
    /// Where the way is lent to other machines from the start; nil for nowhere.
    package var relay: RelayBinding?
    /// The machine to whose loopback it is lent over SSH; nil for none.
    package var distantRelay: DistantRelay?

    package typealias DistantRelay = (host: String, port: Int?, configurationFile: String?)

    package init(
        shim: ShimConfiguration, path: UpstreamPath.Ready, tokens: LiveTokens, settings: SettingsSync?,
        configuration: @escaping @Sendable () -> ReloadOutcome, access: AccessPlan, instanceLock: InstanceLock?,
        acquisition: InstanceAcquisition, broker: PromptBroker, start: StartFacts, statusOutput: StatusOutput, logger: Logger,
        relay: RelayBinding? = nil, distantRelay: DistantRelay? = nil
    ) {
        self.shim = shim
        self.path = path
        self.tokens = tokens
        self.settings = settings
        self.configuration = configuration
        self.access = access
        self.instanceLock = instanceLock
        self.acquisition = acquisition
        self.broker = broker
        self.start = start
        self.statusOutput = statusOutput
        self.logger = logger
        self.relay = relay
        self.distantRelay = distantRelay
    }

    /// Returns when SIGINT or SIGTERM has come and streams have had their time to finish.
    package func run() async throws {
        CurrentProcess.raiseFileLimit()
        let tunnel = path.tunnel
        let server = try await ShimServer.start(shim, connector: path.connector, tokens: access.asksForToken ? tokens : nil, logger: logger)
        if let tunnel {
            if !CurrentProcess.hasTerminal {
                let notice = DesktopNotice(environment: UserFolders.ofThisProcess.environment)
                tunnel.reporter.whenPersonIsNeeded { Task { await notice.show() } }
            }
            statusOutput.note("Listening on \(server.port); opening the tunnel.")
        }
        // Nobody can hold the place of a port that was free until now.
        let ownLock = instanceLock == nil && shim.port == 0 ? lockAtFreePort(server.port) : nil
        defer { ownLock?.leave() }
        let relayProvider = RelayProvider(daemon: self, server: server)
        let control = ShimControl(relayProvider)
        tunnel?.reporter.whenUp {
            server.routeDidComeUp()
            control.routeDidComeUp()
        }
        // A relay is tried before anybody is told of the shim.
        let trial = (path.connector as? RelayConnector).map { RelayTrial($0, on: server.eventLoop) }
        var companions = tunnel?.companions ?? []
        companions.append(ReloadService(control: control, statusOutput: statusOutput))
        if let socket = (instanceLock ?? ownLock)?.socket { companions.append(ControlService(socket: socket, control: control)) }
        if let trial { companions.append(trial) }
        var runner = ShimRunner(server: server, foundations: tunnel?.foundations ?? [], companions: companions, logger: logger)
        runner.whenAnswersWait = { count in
            let waiting = count == 1 ? "A response in progress has" : "\(count) responses in progress have"
            statusOutput.note("\(waiting) ten seconds to finish. Press Ctrl-C again, or send another SIGTERM, to stop immediately.")
        }
        runner.whenHurried = { tunnel?.handover?.abandon() }
        try await runner.run { [runner] group in
            // Before anybody logs in: a place that cannot be had is told first. Until the tunnel is up it says so to those who come.
            if let relay {
                let lending = try await relayProvider.lend(
                    address: relay.place, port: relay.port ?? RelayBinding.standardPort(shimPort: shim.port))
                await group.addServiceUnlessShutdown(lending)
                statusOutput.note(lending.words)
            }
            // A tunnel that does not come up leaves the settings, and the clients of a shim that runs elsewhere, alone.
            switch try await tunnel?.connect(waitsForLogin: start.isInBackground) ?? .up {
            case .up: break
            case .cutShort where runner.isInterrupted:
                throw Advice("Interrupted before the login was complete.", exitCode: .interrupted)
            case .ended, .cutShort: return
            }
            if let trial {
                statusOutput.note("Connecting to the relay at \(trial.place) …")
                switch try await trial.outcome() {
                case .open: break
                case .closed(let reason): statusOutput.warning(reason + " Each request tries again.")
                case .ended: return
                }
            }
            try begin(server)
            control.announce()
            if let distantRelay {
                let relay = try await RelayTunnel(to: distantRelay, relayProvider) { control.relayDidChange($0) }
                control.lend(over: relay)
                await group.addServiceUnlessShutdown(relay)
            }
            if let settings { await group.addServiceUnlessShutdown(ModelWatch(server: server, settings: settings)) }
            await group.addServiceUnlessShutdown(
                TokenWatch(tokens: tokens, settings: settings, port: server.port, schedule: access.schedule, logger: logger))
        }
    }

    private func lockAtFreePort(_ port: Int) -> InstanceLock? {
        // The server already has the port, so a shim that does not answer is not one of this port.
        guard case .taken(let instanceLock) = try? acquisition.take(port: port) else { return nil }
        return instanceLock
    }

    /// Makes the shim known to those who are to use it.
    private func begin(_ server: ShimServer) throws {
        // Only now: a shim that cannot start must not shut out the clients of one that runs.
        if let grace = access.graceAtStart { try tokens.rotate(grace: grace) }
        announcePort(server.port)
        settings?.write(port: server.port, models: server.knownModels, isStart: true)
        Console.words("✅ Shim running on \(server.port) -> https://\(shim.upstreamName)/argoapi (\(path.words))")
    }

    /// Tells `argo-shim env` and `exec` where we are. Without it they take the port that is derived from the user's name.
    private func announcePort(_ port: Int) {
        do {
            try PortRecord.ofThisProcess.save(port: port, processID: CurrentProcess.ownID)
        } catch {
            logger.warning("cannot record the port, so other commands will not find it: \(error.description)")
        }
    }
}

/// Who may use the shim.
package struct AccessPlan: Sendable {
    package let asksForToken: Bool
    /// How long the token of before stays good, where the start makes a new one; nil where it makes none.
    package let graceAtStart: Duration?
    /// When the token is replaced while the shim runs; nil for never.
    package let schedule: RotationSchedule?

    package init(asksForToken: Bool, graceAtStart: Duration?, schedule: RotationSchedule?) {
        self.asksForToken = asksForToken
        self.graceAtStart = graceAtStart
        self.schedule = schedule
    }
}
