package import Logging
import ServiceLifecycle
package import Shim
import SystemSupport
import TokenSync
import Tunnel

/// Puts the parts together and runs them until a signal says stop.
package struct ShimDaemon {
    package let shim: ShimConfiguration
    /// How the upstream is reached: by a dial, or through the tunnel.
    package let path: Path
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
    package var distantRelay: (host: String, port: Int?, configurationFile: String?)?

    package init(
        shim: ShimConfiguration, path: Path, tokens: LiveTokens, settings: SettingsSync?,
        configuration: @escaping @Sendable () -> ReloadOutcome, access: AccessPlan, instanceLock: InstanceLock?,
        acquisition: InstanceAcquisition, broker: PromptBroker, start: StartFacts, statusOutput: StatusOutput, logger: Logger,
        relay: RelayBinding? = nil, distantRelay: (host: String, port: Int?, configurationFile: String?)? = nil
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

    package enum Path {
        case dial(UpstreamPath.Dial)
        case tunnel(TunnelAssembly)
    }

    /// Returns when SIGINT or SIGTERM has come and streams have had their time to finish.
    package func run() async throws {
        CurrentProcess.raiseFileLimit()
        let server = try await ShimServer.start(shim, connector: connector, tokens: access.asksForToken ? tokens : nil, logger: logger)
        if let tunnel {
            if !CurrentProcess.hasTerminal {
                let notice = DesktopNotice(environment: UserFolders.ofThisProcess.environment)
                tunnel.whenPersonIsNeeded { Task { await notice.show() } }
            }
            statusOutput.note("Listening on \(server.port); opening the tunnel.")
        }
        // Nobody can hold the place of a port that was free until now.
        let ownLock = instanceLock == nil && shim.port == 0 ? lockAtFreePort(server.port) : nil
        defer { ownLock?.leave() }
        let relayProvider = RelayProvider(
            server: server, connector: connector, keys: tokens, upstreamName: shim.upstreamName, logger: logger)
        let control = ShimControl(
            broker: broker, server: server, way: words, tunnel: tunnel, tokens: tokens, settings: settings, configuration: configuration,
            start: start, relayProvider: relayProvider)
        tunnel?.whenUp {
            server.routeDidComeUp()
            control.routeDidComeUp()
        }
        let trial: RelayTrial? = if case .dial(let dial) = path { dial.relay.map { RelayTrial($0, on: server.eventLoop) } } else { nil }
        let runner = ShimRunner(
            server: server, foundations: tunnel?.foundations ?? [],
            companions: (tunnel?.companions ?? []) + controlServices(control, (instanceLock ?? ownLock)?.socket)
                + (trial.map { [$0] } ?? []),
            logger: logger,
            whenAnswersWait: { count in
                let waiting = count == 1 ? "A response in progress has" : "\(count) responses in progress have"
                statusOutput.note("\(waiting) ten seconds to finish. Press Ctrl-C again, or send another SIGTERM, to stop immediately.")
            },
            whenHurried: { tunnel?.handover?.abandon() })
        try await runner.run { group in
            // Before anybody logs in: a place that cannot be had is told first. Until the tunnel is up it says so to those who come.
            if let relay {
                let lending = try await relayProvider.lend(
                    address: relay.place, port: relay.port ?? RelayBinding.standardPort(shimPort: shim.port))
                await group.addServiceUnlessShutdown(lending)
                for line in lending.lines { statusOutput.note(line) }
            }
            // A tunnel that does not come up leaves the settings, and the clients of a shim that runs elsewhere, alone.
            switch try await tunnel?.connect(waitsForLogin: start.isInBackground) ?? .up {
            case .up: break
            case .cutShort where runner.end.isInterrupt:
                throw Advice("Interrupted before the login was complete.", exitCode: .interrupted)
            case .ended, .cutShort: return
            }
            if let trial {
                statusOutput.note("Connecting to the relay at \(trial.place) …")
                switch await trial.outcome() {
                case .open: break
                case .closed(let reason): statusOutput.warning(reason + " Each request tries again.")
                case .refused(let advice): throw advice
                case .ended: return
                }
            }
            try begin(server)
            control.announce()
            if let distantRelay {
                let relay = try await relayTunnel(distantRelay, relayProvider) { control.relayDidChange($0) }
                control.lend(over: relay)
                await group.addServiceUnlessShutdown(relay)
            }
            if let settings { await group.addServiceUnlessShutdown(ModelWatch(server: server, settings: settings)) }
            await group.addServiceUnlessShutdown(
                TokenWatch(tokens: tokens, settings: settings, port: server.port, schedule: access.schedule, logger: logger))
        }
    }

    private func relayTunnel(
        _ place: (host: String, port: Int?, configurationFile: String?), _ relayProvider: RelayProvider,
        onChange: @escaping @Sendable (TunnelStatus) -> Void
    ) async throws -> RelayTunnel {
        try await RelayTunnel(
            to: place.host, port: place.port ?? RelayBinding.standardPort(shimPort: relayProvider.server.port),
            configurationFile: place.configurationFile, relayProvider: relayProvider, folders: acquisition.folders, user: .ofThisProcess,
            broker: broker, statusOutput: statusOutput, logger: logger, onChange: onChange)
    }

    private func lockAtFreePort(_ port: Int) -> InstanceLock? {
        // The server already has the port, so a shim that does not answer is not one of this port.
        guard case .taken(let instanceLock) = try? acquisition.take(port: port) else { return nil }
        return instanceLock
    }

    private func controlServices(_ control: ShimControl, _ socket: ControlSocket?) -> [any Service] {
        [ReloadService(control: control, statusOutput: statusOutput)]
            + (socket.map { [ControlService(socket: $0, control: control)] } ?? [])
    }

    /// Makes the shim known to those who are to use it.
    private func begin(_ server: ShimServer) throws {
        // Only now: a shim that cannot start must not shut out the clients of one that runs.
        if let grace = access.graceAtStart { try tokens.rotate(grace: grace) }
        announcePort(server.port)
        settings?.write(port: server.port, models: server.knownModels, isStart: true)
        Console.words("✅ Shim running on \(server.port) -> https://\(shim.upstreamName)/argoapi (\(words))")
    }

    private var tunnel: TunnelAssembly? {
        if case .tunnel(let assembly) = path { assembly } else { nil }
    }

    private var connector: any UpstreamConnector {
        switch path {
        case .dial(let dial): dial.connector
        case .tunnel(let assembly): assembly.connector
        }
    }

    private var words: String {
        switch path {
        case .dial(let dial): dial.words
        case .tunnel(let assembly): assembly.words
        }
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
