import SystemSupport

/// Decides when a route that broke, or could not be built, is tried again.
struct Reconnection {
    enum Decision: Equatable {
        case retry(after: Duration)
        /// Only a person can go on from here.
        case stop
    }

    /// The lengths of the pauses.
    struct Pace {
        var shortest: Duration = .seconds(1)
        var longest: Duration = .seconds(60)
        /// A route that was up for so long was a good one: its end is no sign of trouble that lasts.
        var settledAfter: Duration = .seconds(60)
        /// How often, and for how long, an absent network is looked for. Wi-Fi takes about 15 s after a machine wakes up.
        var absencePause: Duration = .seconds(2)
        var absencePatience: Duration = .seconds(30)
        /// The longest that the end of a pause of logins is waited for: as long as a pause is.
        var longestPause: Duration = .seconds(AttemptPolicy.pause)
    }

    private let pace: Pace
    private var failures = 0
    private var absentSince: Duration?
    /// Whether a server has refused us since the route was up.
    private var wasRefused = false

    init(pace: Pace = Pace()) { self.pace = pace }

    /// The route was up and broke.
    ///
    /// - Parameters:
    ///   - upTime: how long it was up.
    ///   - jitter: 0..<1, which spreads those who lost the same server.
    mutating func broke(after upTime: Duration, jitter: Double) -> Decision {
        absentSince = nil
        wasRefused = false
        guard upTime < pace.settledAfter else {
            failures = 0
            return .retry(after: .zero)
        }
        return .retry(after: nextPause(jitter))
    }

    /// The route could not be built.
    ///
    /// - Parameters:
    ///   - error: why.
    ///   - needsPerson: whether somebody waits for the first connection, who is told at once, or the rest of the way takes one.
    ///   - jitter: 0..<1.
    mutating func failed(_ error: TunnelError, needsPerson: Bool, now: ClockReading, jitter: Double) -> Decision {
        switch error {
        case .unreachable:
            // No server has seen anything of such an attempt, so that it can be repeated soon.
            let since = absentSince ?? now.steady
            absentSince = since
            return .retry(after: now.steady - since < pace.absencePatience ? pace.absencePause : nextPause(jitter))
        case .paused(_, let end, _) where !needsPerson && !wasRefused:
            // Others on this machine have brought the pause about. Our credentials were good when they were used last.
            return .retry(after: min(max(.seconds(end) - now.wall, pace.shortest), pace.longestPause))
        case _ where error.kind == .network:
            absentSince = nil
            return .retry(after: nextPause(jitter))
        case .paused, .locked: return .stop
        default:
            if error.kind == .authentication || error.kind == .trust { wasRefused = true }
            return .stop
        }
    }

    /// A person wants it now: what was before no longer counts.
    mutating func startAnew() {
        failures = 0
        absentSince = nil
    }

    /// Exponential growth with full jitter above the shortest pause.
    private mutating func nextPause(_ jitter: Double) -> Duration {
        failures += 1
        let growth = 1 << min(failures, 16)
        let ceiling = min(pace.longest, pace.shortest * growth)
        return pace.shortest + (ceiling - pace.shortest) * min(max(jitter, 0), 1)
    }
}
