import Logging
import NIOConcurrencyHelpers

/// The lowest level that a running program logs, which can be changed while it runs.
final class LogThreshold: Sendable {
    private let box: NIOLockedValueBox<Logger.Level>

    init(_ level: Logger.Level) {
        box = NIOLockedValueBox(level)
    }

    var level: Logger.Level { box.withLockedValue { $0 } }

    func move(to level: Logger.Level) {
        box.withLockedValue { $0 = level }
    }
}
