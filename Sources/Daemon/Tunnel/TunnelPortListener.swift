import Logging
import ServiceLifecycle
import Shim
import SystemPackage
import SystemSupport
import Tunnel

/// The port of 127.0.0.1 at which other programs find what the shim finds at the tunnel's end (`--tunnel-port`).
struct TunnelPortListener: Service {
    /// Connections that wait for their stream at one time; one more is closed at once. The session bounds the streams.
    private static let limit = 128

    private let listener: PortListener
    private let connections: AcceptLoop<Int32>
    private let tunnel: SSHTunnel
    private let logger: Logger

    /// - Throws: `ShimError` where the port cannot be had.
    init(_ port: Int, tunnel: SSHTunnel, logger: Logger) throws {
        let listener: PortListener
        do {
            listener = try PortListener(port: port)
        } catch .addressInUse {
            throw ShimError.portTaken(address: "127.0.0.1", port: port)
        } catch {
            throw ShimError.cannotListen(address: "127.0.0.1", port: port, reason: error.description)
        }
        self.listener = listener
        connections = AcceptLoop(limit: Self.limit) {
            listener.next($0)
        } turnAway: {
            PortListener.refuse($0)
        }
        self.tunnel = tunnel
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await connections.run { await bridge($0) } }
        // This process may go on for the tunnel's sake, and the next shim wants the port.
        listener.stopListening()
    }

    private func bridge(_ connection: Int32) async {
        do {
            try await tunnel.bridge(connection)
        } catch {
            logger.info("closed a connection to the tunnel port", metadata: ["reason": "\(TunnelAdvice(error).summary)"])
        }
    }
}
