import Logging
package import ServiceLifecycle
import Shim
import SystemSupport
import TokenSync
package import Tunnel
import UnixSignals

/// The tunnel with all that belongs to it, ready to run.
package struct TunnelAssembly {
    /// How the first connection came out.
    package enum Start {
        case up
        /// The program is to end.
        case ended
        /// The program is to end, and a question at its terminal had no answer yet.
        case cutShort
    }

    let connector: TunnelConnector
    /// How the upstream is reached, for the start-up line.
    let words: String
    let reporter: TunnelReporter
    private let prompter: DaemonPrompter
    private let openPort: TunnelPortListener?
    /// The tunnel of the shim before this one.
    private let inherited: InheritedTunnel?
    let handover: TunnelHandover?

    var tunnel: SSHTunnel { connector.tunnel }

    /// - Parameter instanceLock: the shim's place, at which a tunnel is handed over.
    /// - Throws: `RouteError` where the command line and the SSH configuration make no route, `ShimError` where `--tunnel-port` is taken.
    init(
        _ plan: TunnelPlan, instanceLock: InstanceLock?, folders: UserFolders, broker: PromptBroker, statusOutput: StatusOutput,
        logger: Logger
    ) async throws {
        let reporter = TunnelReporter(statusOutput: statusOutput, broker: broker, logger: logger)
        let route = try await plan.request.route(
            folders: folders, user: .ofThisProcess, onComplaint: { statusOutput.note("ssh: \($0)") }, onWarning: { reporter.receive($0) })
        let prompter = DaemonPrompter(terminal: TerminalPrompter(askPass: AskPass(environment: folders.environment)), broker: broker)
        let places = instanceLock?.instance.holderPlaces(environment: folders.environment, userID: CurrentProcess.userID) ?? []
        let inherited = await InheritedTunnel.find(at: places, route: route.identity, lastHop: route.hops.last?.name ?? "")
        if let inherited { statusOutput.note("Using the tunnel of the previous shim, which process \(inherited.process) keeps open.") }
        let tunnel = SSHTunnel(
            TunnelConfiguration(route: route, ledgerFolder: folders.state, ledgerHost: CurrentProcess.hostName), prompter: prompter,
            predecessor: inherited, onChange: { reporter.receive($0) }, onWarning: { reporter.receive($0) })
        connector = TunnelConnector(tunnel: tunnel, target: route.target)
        words = "tunnel through " + route.hops.map(\.name).joined(separator: ", ")
        openPort = try plan.openPort.map { try TunnelPortListener($0, tunnel: tunnel, logger: logger) }
        handover = instanceLock.map {
            TunnelHandover(tunnel: tunnel, route: route.identity, instanceLock: $0, places: places, logger: logger)
        }
        self.inherited = inherited
        self.reporter = reporter
        self.prompter = prompter
    }

    /// What must outlive the shim, whose streams run through it.
    package var foundations: [any Service] { [TunnelService(tunnel: tunnel, handover: handover)] }

    /// What ends before the shim does.
    package var companions: [any Service] { [SignalService(tunnel: tunnel, prompter: prompter)] + (openPort.map { [$0] } ?? []) }

    /// The process that keeps it, where that is another one.
    var keeper: Int32? { tunnel.usesInheritedRoute ? inherited?.process : nil }

    /// Returns when the tunnel is up for the first time.
    ///
    /// - Parameter waitsForLogin: whether a login that needs a person is waited for; else it is the end.
    /// - Throws: where only a person can help.
    package func connect(waitsForLogin: Bool) async throws(TunnelError) -> Start {
        do {
            try await tunnel.firstConnection()
            return .up
        } catch {
            if prompter.terminal.isInterrupted { return .cutShort }
            guard error != .stopped else { return .ended }
            guard waitsForLogin, error.needsPerson else { throw error }
            reporter.tellThatPersonIsNeeded(error)
            for await _ in reporter.ups { return .up }
            return .ended
        }
    }
}

/// Keeps the tunnel up until the program ends, and after that for the next shim where it was handed over.
struct TunnelService: Service {
    let tunnel: SSHTunnel
    let handover: TunnelHandover?

    func run() async throws {
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                if let loss = await tunnel.run() { handover?.routeDidBreak(loss) }
                // Where the route has broken first, the streams of the shim still have their time.
                try? await gracefulShutdown()
            }
            tasks.addTask {
                // A cancellation means the same.
                try? await gracefulShutdown()
                await handover?.run()
            }
            await tasks.next()
            tasks.cancelAll()
        }
    }
}

/// What signals mean to a tunnel: SIGUSR1 builds it anew, and an end of the program ends a question that waits for its answer.
struct SignalService: Service {
    let tunnel: SSHTunnel
    let prompter: DaemonPrompter

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sigusr1)
        await cancelWhenGracefulShutdown {
            for await _ in signals { tunnel.reconnect(attended: prompter.isAvailable) }
        }
        prompter.close()
    }
}
