/// When a login may be tried, given the failures in a row.
///
/// A site blocks the address of a whole node after too many failed logins, for everyone on it. The figures are those that users of
/// Argo know: two failures in a row pause logins for 15 minutes, and the third pair, which is the sixth failure, locks them.
enum AttemptPolicy {
    enum Verdict: Equatable {
        case allowed
        /// Seconds since 1970.
        case paused(until: Int)
        /// Until the user resets the ledger.
        case locked
    }

    static let failuresBeforePause = 2
    static let failuresBeforeLock = 6
    /// Seconds.
    static let pause = 15 * 60

    /// - Parameters:
    ///   - failures: how many counted failures there were since the last success.
    ///   - lastFailure: when the latest one was, seconds since 1970.
    ///   - now: seconds since 1970. If the clock was set back it lies before `lastFailure`; the pause then counts from now.
    static func verdict(failures: Int, lastFailure: Int, now: Int) -> Verdict {
        if failures >= failuresBeforeLock { return .locked }
        guard failures > 0, failures.isMultiple(of: failuresBeforePause) else { return .allowed }
        let end = min(lastFailure, now) + pause
        return now < end ? .paused(until: end) : .allowed
    }

    /// How many pauses so many failures have brought.
    static func pauses(failures: Int) -> Int { failures / failuresBeforePause }
}
