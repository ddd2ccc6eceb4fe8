import ServiceLifecycle
import Tunnel

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
