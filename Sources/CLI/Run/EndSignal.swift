import NIOConcurrencyHelpers
import UnixSignals

/// The signal that has told the program to end.
final class EndSignal: Sendable {
    private let signal = NIOLockedValueBox<UnixSignal?>(nil)

    func note(_ signal: UnixSignal) {
        self.signal.withLockedValue { $0 = $0 ?? signal }
    }

    /// Whether somebody has pressed Ctrl-C.
    var isInterrupt: Bool { signal.withLockedValue { $0 } == .sigint }
}
