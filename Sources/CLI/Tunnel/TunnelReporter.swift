import Logging
import NIOConcurrencyHelpers
import SystemSupport
import Tunnel

/// Tells people, the log and the shim what becomes of the tunnel.
final class TunnelReporter: Sendable {
    private let announcer: Announcer
    private let desk: PersonDesk
    private let logger: Logger
    private let narration = NIOLockedValueBox(TunnelNarration())
    private let saidWarnings = NIOLockedValueBox<Set<TunnelWarning>>([])
    private let onUp = NIOLockedValueBox<(@Sendable () -> Void)?>(nil)
    private let onPersonNeeded = NIOLockedValueBox<(@Sendable () -> Void)?>(nil)
    /// One element when the route has come up, and the end when it never will.
    let ups: AsyncStream<Void>
    private let upContinuation: AsyncStream<Void>.Continuation

    init(announcer: Announcer, desk: PersonDesk, logger: Logger) {
        (ups, upContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.announcer = announcer
        self.desk = desk
        self.logger = logger
    }

    /// Calls this each time the route has come up.
    func whenUp(_ action: @escaping @Sendable () -> Void) {
        onUp.withLockedValue { $0 = action }
    }

    /// Calls this each time the route stays down until a person acts, and none is at hand.
    func whenPersonIsNeeded(_ action: @escaping @Sendable () -> Void) {
        onPersonNeeded.withLockedValue { $0 = action }
    }

    func receive(_ status: TunnelStatus) {
        let remarks = narration.withLockedValue { $0.remarks(on: status, now: ClockReading.unixTime) }
        for remark in remarks {
            switch remark {
            case .note(let text):
                announcer.note(text)
                desk.tell(.note(text))
            case .warning(let text):
                announcer.warning(text)
                desk.tell(.note("warning: " + text))
            case .log(let level, let message, let fields):
                logger.log(level: level, "\(message)", metadata: fields.mapValues { .string($0) })
            }
        }
        switch status.state {
        case .up:
            onUp.withLockedValue { $0 }?()
            upContinuation.yield()
        case .waiting(let error, _): desk.tell(.waiting(TunnelAdvice(error).lines))
        case .needsLogin(let error):
            if !desk.isAvailable { onPersonNeeded.withLockedValue { $0 }?() }
            desk.tell(.needsLogin(TunnelAdvice(error).lines))
        case .stopped: upContinuation.finish()
        case .connecting, .waitingForPerson: break
        }
    }

    /// The tunnel has not come up yet and waits, in a shim that nobody watches, for `argo-shim login`.
    func tellThatPersonIsNeeded(_ error: TunnelError) {
        announcer.warning(TunnelAdvice(error, goesOn: true).lines.joined(separator: "\n  "))
    }

    /// The same warning comes at each login, and is passed on at the first.
    func receive(_ warning: TunnelWarning) {
        if saidWarnings.withLockedValue({ $0.insert(warning).inserted }) { announcer.warning(warning.words) }
    }
}
