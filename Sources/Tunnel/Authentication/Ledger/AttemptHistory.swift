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
