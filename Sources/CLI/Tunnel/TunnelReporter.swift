import Logging
import NIOConcurrencyHelpers
import Tunnel

/// Tells people, the log and the shim what becomes of the tunnel.
final class TunnelReporter: Sendable {
    private let announcer: Announcer
    private let logger: Logger
    private let narration = NIOLockedValueBox(TunnelNarration())
    private let saidWarnings = NIOLockedValueBox<Set<TunnelWarning>>([])
    private let onUp = NIOLockedValueBox<(@Sendable () -> Void)?>(nil)

    init(announcer: Announcer, logger: Logger) {
        self.announcer = announcer
        self.logger = logger
    }

    /// Calls this each time the route has come up.
    func whenUp(_ action: @escaping @Sendable () -> Void) {
        onUp.withLockedValue { $0 = action }
    }

    func receive(_ status: TunnelStatus) {
        let remarks = narration.withLockedValue { $0.remarks(on: status, now: Process.unixTime) }
        for remark in remarks {
            switch remark {
            case .note(let text): announcer.note(text)
            case .warning(let text): announcer.warning(text)
            case .log(let level, let message, let fields):
                logger.log(level: level, "\(message)", metadata: fields.mapValues { .string($0) })
            }
        }
        if status.state == .up { onUp.withLockedValue { $0 }?() }
    }

    /// The same warning comes at each login, and is passed on at the first.
    func receive(_ warning: TunnelWarning) {
        if saidWarnings.withLockedValue({ $0.insert(warning).inserted }) { announcer.warning(warning.words) }
    }
}
