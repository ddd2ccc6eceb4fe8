import ServiceLifecycle
import Tunnel
import UnixSignals

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
