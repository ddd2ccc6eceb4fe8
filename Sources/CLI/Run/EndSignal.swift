import NIOConcurrencyHelpers
import UnixSignals

/// The signals that have told the program to end.
final class EndSignal: Sendable {
    private let signals = NIOLockedValueBox<[UnixSignal]>([])

    func note(_ signal: UnixSignal) {
        signals.withLockedValue { $0.append(signal) }
    }

    /// Whether the first of them was somebody's Ctrl-C.
    var isInterrupt: Bool { signals.withLockedValue { $0.first } == .sigint }
    /// Whether it was told more than once: nothing is waited for then.
    var isUrgent: Bool { signals.withLockedValue { $0.count } > 1 }
}
