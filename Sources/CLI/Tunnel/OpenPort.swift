import Logging
import NIOConcurrencyHelpers
import NIOPosix
import ServiceLifecycle
import Shim
import Tunnel

/// The port of 127.0.0.1 at which other programs find what the shim finds at the tunnel's end (`--tunnel-port`).
struct OpenPort: Service {
    /// Connections that wait for their stream at one time; one more is closed at once. The session bounds the streams.
    private static let limit = 128

    private let listener: PortListener
    private let tunnel: SSHTunnel
    private let logger: Logger
    private let interruption = Interruption()
    private let waitingCount = NIOLockedValueBox(0)

    /// - Throws: `ShimError` where the port cannot be had.
    init(_ port: Int, tunnel: SSHTunnel, logger: Logger) throws {
        do {
            listener = try PortListener(port: port)
        } catch .taken {
            throw ShimError.portTaken(address: "127.0.0.1", port: port)
        } catch .refused(let code) {
            throw ShimError.cannotListen(address: "127.0.0.1", port: port, reason: Process.reason(code))
        }
        self.tunnel = tunnel
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskCancellationHandler {
                await serve()
            } onCancel: {
                interruption.trigger()
            }
        }
    }

    private func serve() async {
        // A thread of its own, which waits for connections and does nothing else.
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        await withDiscardingTaskGroup { connections in
            // It fails only when the pool has been shut down, which happens below.
            while let connection = try? await thread.runIfActive({ listener.next(interruption) }) {
                guard takePlace() else {
                    PortListener.refuse(connection)
                    continue
                }
                connections.addTask {
                    await bridge(connection)
                    waitingCount.withLockedValue { $0 -= 1 }
                }
            }
        }
        // Nothing is left for the thread to do.
        try? await thread.shutdownGracefully()
    }

    private func takePlace() -> Bool {
        waitingCount.withLockedValue { count in
            guard count < Self.limit else { return false }
            count += 1
            return true
        }
    }

    private func bridge(_ connection: Int32) async {
        do {
            try await tunnel.bridge(connection)
        } catch {
            logger.info("a connection to the tunnel's port was closed", metadata: ["reason": "\(TunnelAdvice(error).summary)"])
        }
    }
}
