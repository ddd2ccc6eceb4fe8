import ServiceLifecycle
import SystemSupport
import UnixSignals

/// What SIGHUP means to a shim: read again what can change while requests run; or the end, when the terminal it ran in is closed.
struct ReloadService: Service {
    let control: ShimControl
    let announcer: Announcer
    /// Whether it was started in a terminal.
    private let hadTerminal = CurrentProcess.hasTerminal

    init(control: ShimControl, announcer: Announcer) {
        self.control = control
        self.announcer = announcer
    }

    func run() async throws {
        guard !CurrentProcess.ignoresHangUp else { return try await gracefulShutdown() }
        let signals = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown {
            for await _ in signals {
                if hadTerminal, !CurrentProcess.hasTerminal {
                    ChildProcess.end(CurrentProcess.ownID)
                } else {
                    for line in control.reload() { announcer.note(line) }
                }
            }
        }
    }
}
