import Logging
import NIOCore
import NIOPosix
import Relay
import ServiceLifecycle
import Shim
import SystemSupport
import TokenSync
import Tunnel

/// Keeps a relay on the loopback of another machine, over an SSH connection to it: a remote forward whose connections come to the door here.
struct RelayTunnel: Service {
    /// The machine, as the user writes it.
    let host: String
    let tunnel: SSHTunnel
    private let prompter: DaemonPrompter
    private let relayServer: RelayServer

    /// - Parameters:
    ///   - place: the server, as the user writes it, and a port of 127.0.0.1 there. The way to it is what their SSH configuration says.
    ///   - onChange: called at each change of state of the connection.
    /// - Throws: `RouteError` where the SSH configuration makes no route.
    init(
        to place: ShimDaemon.DistantRelay, _ relayProvider: RelayProvider, onChange: @escaping @Sendable (TunnelStatus) -> Void
    ) async throws {
        let daemon = relayProvider.daemon
        let (host, folders, broker, statusOutput) = (place.host, daemon.acquisition.folders, daemon.broker, daemon.statusOutput)
        let port = place.port ?? RelayBinding.standardPort(shimPort: relayProvider.server.port)
        self.host = host
        let request = RouteRequest(
            host: host, jumps: .configured(otherwise: []), configurationFile: place.configurationFile,
            target: Endpoint(host: "127.0.0.1", port: port))
        let reporter = TunnelReporter(statusOutput: statusOutput, broker: broker, logger: daemon.logger, relayHost: host)
        // The name at CELS is that of another laboratory's machine by chance only, and a wrong one is a failed login.
        var environment = folders.environment
        environment["CELS_USERNAME"] = nil
        let route = try await request.route(
            folders: UserFolders(home: folders.home, environment: environment), user: .ofThisProcess,
            onComplaint: { statusOutput.note("ssh: \($0)") }, onWarning: { reporter.receive($0) })
        let relayServer = relayProvider.relayServer()
        let eventLoop = relayProvider.server.eventLoop
        let forward = RemoteForward(port: port) { descriptor in
            // A connection that the event loop does not take is closed by it.
            _ = ClientBootstrap(group: eventLoop)
                .channelOption(.maxMessagesPerRead, value: 1)
                .channelInitializer { relayServer.admit($0) }
                .withConnectedSocket(descriptor)
        } onAnswer: { refusal in
            if let refusal {
                statusOutput.warning("Cannot open the relay on \(host): " + TunnelAdvice(refusal).summary)
            } else {
                statusOutput.note(relayProvider.words(listeningOn: "127.0.0.1:\(port) of \(host)"))
            }
        }
        prompter = DaemonPrompter(terminal: TerminalPrompter(askPass: AskPass(environment: folders.environment)), broker: broker)
        tunnel = SSHTunnel(
            TunnelConfiguration(route: route, ledgerFolder: folders.state, ledgerHost: CurrentProcess.hostName, remoteForward: forward),
            prompter: prompter,
            onChange: {
                reporter.receive($0)
                onChange($0)
            },
            onWarning: { reporter.receive($0) })
        self.relayServer = relayServer
    }

    func run() async throws {
        let prompter = prompter
        _ = await withTaskCancellationOrGracefulShutdownHandler {
            await cancelWhenGracefulShutdown { await tunnel.run() }
        } onCancelOrGracefulShutdown: {
            // A question that waits would keep the terminal from its settings.
            prompter.close()
        }
        await relayServer.close()
    }
}
