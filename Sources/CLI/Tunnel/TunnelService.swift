import ServiceLifecycle
import Tunnel

/// Keeps the tunnel up until the program ends.
struct TunnelService: Service {
    let tunnel: SSHTunnel

    func run() async throws {
        await cancelWhenGracefulShutdown { await tunnel.run() }
    }
}
