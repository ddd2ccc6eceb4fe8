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
    }

    private let pace: Pace
    private var failures = 0
    private var absentSince: Duration?

    init(pace: Pace = Pace()) { self.pace = pace }

    /// The route was up and broke.
    ///
    /// - Parameters:
    ///   - upTime: how long it was up.
    ///   - jitter: 0..<1, which spreads those who lost the same server.
    mutating func broke(after upTime: Duration, jitter: Double) -> Decision {
        absentSince = nil
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
    ///   - now: time of a clock that never goes back.
    ///   - jitter: 0..<1.
    mutating func failed(_ error: TunnelError, now: Duration, jitter: Double) -> Decision {
        guard error.kind == .network else { return .stop }
        guard case .unreachable = error else {
            absentSince = nil
            return .retry(after: nextPause(jitter))
        }
        // No server has seen anything of such an attempt, so that it can be repeated soon.
        let since = absentSince ?? now
        absentSince = since
        return .retry(after: now - since < pace.absencePatience ? pace.absencePause : nextPause(jitter))
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
