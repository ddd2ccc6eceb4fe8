import SystemSupport

/// One login that stands in the ledger before it begins. As long as it is not resolved, no other process begins one.
final class LoginAttempt: Sendable {
    private let ledger: AttemptLedger
    private let lock: Locked<FileLock?>

    init(_ ledger: AttemptLedger, lock: FileLock) {
        self.ledger = ledger
        self.lock = Locked(lock)
    }

    /// Writes the outcome down. Only the first one counts; whoever comes later returns when that is on the disk, too, since the process may
    /// end right behind this call.
    ///
    /// - Parameter now: seconds since 1970.
    /// - Throws: `TunnelError` where it cannot be written; the login then counts as a failure, whatever came of it.
    func resolve(_ outcome: AttemptHistory.Outcome, now: Int) throws(TunnelError) {
        // Held over the write: whoever comes later waits here for the disk.
        try lock.withLock { lock throws(TunnelError) in
            guard let held = lock else { return }
            lock = nil
            try ledger.write(outcome, under: held, now: now)
        }
    }
}
