#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// When the token is to be replaced: by the age of its file, so that neither a restart nor a second shim makes a difference.
struct RotationSchedule: Sendable {
    /// After a failure, such as a full disk.
    private static let pauseAfterFailure = Duration.seconds(60)

    /// How old a token becomes.
    let interval: Duration
    /// How long the replaced one stays good.
    let grace: Duration
    /// Not before this moment of a clock that nobody sets.
    private var earliest: ContinuousClock.Instant?

    init(interval: Duration, grace: Duration) {
        self.interval = interval
        self.grace = grace
    }

    /// Whether the token is due.
    ///
    /// A token from the future was written before the clock was set back. It is due when it is further ahead than a token becomes old;
    /// a file server's clock that is a little ahead makes no difference.
    ///
    /// - Parameters:
    ///   - written: when the token's file was written.
    ///   - now: what the clock shows.
    ///   - instant: the moment on a clock that nobody sets.
    func isDue(written: Date, now: Date, instant: ContinuousClock.Instant) -> Bool {
        if let earliest, instant < earliest { return false }
        let age = now.timeIntervalSince(written)
        return abs(age) >= TimeInterval(interval.components.seconds)
    }

    /// Notes that the token was replaced: wherever the clocks go, it is not replaced again before the interval is nearly over.
    mutating func rotated(at instant: ContinuousClock.Instant) {
        earliest = instant + interval * 0.9
    }

    mutating func failed(at instant: ContinuousClock.Instant) {
        earliest = instant + Self.pauseAfterFailure
    }
}
