import ServiceLifecycle
import UnixSignals

/// Ends with the first signal, which is noted before anything else learns of it.
struct EndSignalService: Service {
    let signals: UnixSignalsSequence
    let end: EndSignal

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await signal in signals { return end.note(signal) }
        }
    }
}
