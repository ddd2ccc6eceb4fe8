/// What the ledger remembers of the logins from one machine.
struct AttemptHistory: Equatable {
    struct Failure: Equatable {
        /// Seconds since 1970.
        var time: Int
        var address: LedgerWord
    }

    /// A login whose outcome is not known yet.
    struct Pending: Equatable {
        /// Seconds since 1970.
        var time: Int
        var process: Int
        var address: LedgerWord
    }

    enum Outcome: Equatable {
        /// The server has let us in. It proves nothing about the servers behind it: a jump host that lets us in each time must not hide
        /// the failures there. Only the route's last hop clears the row.
        case accepted(isLastHop: Bool)
        /// An authentication or host-key failure.
        case failed
        /// The login broke off before the server judged it.
        case notCounted
    }

    /// The failures in a row, oldest first.
    var failures: [Failure] = []
    var pending: Pending?
    /// Seconds since 1970, as are those below.
    var lastSuccess: Int?
    var lastFailure: Int?
    var lastReset: Int?

    func verdict(now: Int) -> AttemptPolicy.Verdict {
        AttemptPolicy.verdict(failures: failures.count, lastFailure: failures.last?.time ?? now, now: now)
    }

    /// Counts a login whose process is gone as a failure, and takes times that lie ahead, because the clock was set back, for now.
    mutating func settle(now: Int) {
        if let pending {
            count(Failure(time: pending.time, address: pending.address))
            self.pending = nil
        }
        for index in failures.indices { failures[index].time = min(failures[index].time, now) }
        lastFailure = lastFailure.map { min($0, now) }
    }

    mutating func begin(_ address: LedgerWord, process: Int, now: Int) {
        pending = Pending(time: now, process: process, address: address)
    }

    mutating func resolve(_ outcome: Outcome, now: Int) {
        guard let attempt = pending else { return }
        pending = nil
        switch outcome {
        case .accepted(let isLastHop):
            lastSuccess = now
            failures.removeAll { isLastHop || $0.address == attempt.address }
        case .failed: count(Failure(time: now, address: attempt.address))
        case .notCounted: break
        }
    }

    private mutating func count(_ failure: Failure) {
        failures.append(failure)
        lastFailure = failure.time
    }
}

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
