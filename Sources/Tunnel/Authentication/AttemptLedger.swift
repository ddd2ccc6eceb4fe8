import SystemPackage
import SystemSupport

/// The record of logins from this machine, in a file that is written before each of them.
///
/// Homes are shared between nodes and a site blocks nodes one by one, so that each host name has a file of its own. Whoever logs in holds
/// the lock beside the file until the outcome is written: two processes never try at once, and a login that is still pending when the
/// lock is free belongs to a process that died.
package struct AttemptLedger: Sendable {
    /// This machine's host name.
    package let host: String

    private static let filePrefix = "logins-"
    private let file: StateFile
    private var lockPath: String { file.path + ".lock" }

    /// - Parameters:
    ///   - folder: absolute path of the folder for the program's state; it is made when it is needed.
    ///   - host: this machine's host name.
    package init(folder: String, host: String) {
        self.host = host
        file = Self.file(folder, Self.filePrefix + LedgerWord(host).text)
    }

    /// The ledger that a file of the state folder is, of whatever machine.
    ///
    /// - Parameter file: the file's name; nil comes back where it is no ledger's.
    package init?(folder: String, file name: String) {
        guard name.hasPrefix(Self.filePrefix), !name.hasSuffix(".lock") else { return nil }
        host = String(name.dropFirst(Self.filePrefix.count))
        file = Self.file(folder, name)
    }

    private static func file(_ folder: String, _ name: String) -> StateFile {
        StateFile(path: "\(folder)/\(name)", sizeLimit: LedgerText.sizeLimit)
    }

    /// What it says now. It takes no lock and changes nothing.
    ///
    /// - Parameter now: seconds since 1970.
    package func summary(now: Int) -> LedgerSummary {
        var summary = LedgerSummary(file: file.path)
        var history: AttemptHistory
        do {
            history = try read()
        } catch {
            summary.lockedReason = Self.reason(error)
            return summary
        }
        if let pending = history.pending, ProcessTable.isRunning(pending.process) {
            summary.pending = .init(process: pending.process, address: pending.address.text, since: pending.time)
            history.pending = nil
        }
        history.settle(now: now)
        summary.failuresInARow = history.failures.count
        summary.lastSuccess = history.lastSuccess
        summary.lastFailure = history.lastFailure
        summary.lastReset = history.lastReset
        switch history.verdict(now: now) {
        case .allowed: break
        case .paused(let until): summary.pausedUntil = until
        case .locked: summary.lockedReason = Self.tooManyFailures(history)
        }
        return summary
    }

    /// Forgets the failures, and whatever else the file held, and notes when.
    ///
    /// - Parameter now: seconds since 1970.
    /// - Throws: `TunnelError.loginPending` while a process logs in, `TunnelError.system` where the file cannot be written.
    package func reset(now: Int) throws(TunnelError) {
        let lock = try takeLock()
        var history = AttemptHistory()
        history.lastReset = now
        try write(history)
        withExtendedLifetime(lock) {}
    }

    /// Tells whether a login may begin now, before anything is dialled for it.
    ///
    /// - Throws: what `begin` would throw, except for what only the attempt to write would show.
    func check(now: Int) throws(TunnelError) {
        var history = try read()
        if let pending = history.pending, ProcessTable.isRunning(pending.process) { history.pending = nil }
        history.settle(now: now)
        do {
            try admit(history, now: now)
        } catch {
            keepSettlement(now: now)
            throw error
        }
    }

    /// Writes down what a refusal rests on: a pause that began now, because the clock was set back or a process died, must not begin anew at
    /// each look.
    private func keepSettlement(now: Int) {
        // Whoever holds the lock has settled it; what cannot be written now is tried again at the next look.
        guard let lock = try? FileLock.take(lockPath), let before = try? read() else { return }
        var history = before
        history.settle(now: now)
        if history != before { try? write(history) }
        withExtendedLifetime(lock) {}
    }

    /// Writes down that a login begins. When this returns, the line is on the disk.
    ///
    /// - Parameters:
    ///   - address: the server's.
    ///   - now: seconds since 1970.
    /// - Throws: `TunnelError.paused` or `.locked` where it may not; `.loginPending` while another process logs in; `.system` where the
    ///   ledger cannot be locked or written, because a login that nobody counts must not happen.
    func begin(_ address: Endpoint, now: Int) throws(TunnelError) -> LoginAttempt {
        let lock = try takeLock()
        let before = try read()
        var history = before
        history.settle(now: now)
        do {
            try admit(history, now: now)
        } catch {
            // As `keepSettlement`.
            if history != before { try write(history) }
            throw error
        }
        history.begin(LedgerWord(address.description), process: Int(CurrentProcess.ownID), now: now)
        try write(history)
        return LoginAttempt(self, lock: lock)
    }

    /// For `LoginAttempt`, which holds the lock.
    func write(_ outcome: AttemptHistory.Outcome, under lock: FileLock, now: Int) throws(TunnelError) {
        var history = try read()
        history.resolve(outcome, now: now)
        try write(history)
        withExtendedLifetime(lock) {}
    }

    private func admit(_ history: AttemptHistory, now: Int) throws(TunnelError) {
        switch history.verdict(now: now) {
        case .allowed: return
        case .paused(let until): throw .paused(host: host, untilUnixTime: until, failures: history.failures.count)
        case .locked: throw .locked(host: host, ledger: file.path, reason: Self.tooManyFailures(history))
        }
    }

    private func takeLock() throws(TunnelError) -> FileLock {
        try Self.naming { () throws(FileSystemError) in try file.makeFolder() }
        let lock = try TunnelError.naming("open", lockPath) { () throws(Errno) in try FileLock.take(lockPath) }
        if let lock { return lock }
        // Who it is matters to nobody but the reader of the message: 0 where the file does not say.
        let history = try? read()
        throw .loginPending(host: host, process: history?.pending?.process ?? 0)
    }

    private func read() throws(TunnelError) -> AttemptHistory {
        let reading: LedgerText.Reading
        do {
            guard let bytes = try file.load() else { return AttemptHistory() }
            reading = LedgerText.read(bytes)
        } catch .failed(_, _, .notDirectory) {
            return AttemptHistory()
        } catch .tooLarge {
            reading = .damaged(reason: "is far too long")
        } catch {
            throw Self.tunnelError(error)
        }
        switch reading {
        case .history(let history): return history
        case .damaged(let reason): throw .locked(host: host, ledger: file.path, reason: "the login record \(reason)")
        }
    }

    private func write(_ history: AttemptHistory) throws(TunnelError) {
        try Self.naming { () throws(FileSystemError) in try file.save(LedgerText.bytes(of: history)) }
    }

    private static func naming(_ calls: () throws(FileSystemError) -> Void) throws(TunnelError) {
        do {
            try calls()
        } catch {
            throw tunnelError(error)
        }
    }

    private static func tunnelError(_ error: FileSystemError) -> TunnelError {
        switch error {
        case .failed(let operation, let path, let code): .system(operation: operation.rawValue, path: path, code: code.rawValue)
        case .notARegularFile(let path), .tooLarge(let path, _), .tooManyLinks(let path), .locked(let path, _):
            .system(operation: "read", path: path, code: Errno.invalidArgument.rawValue)
        }
    }

    private static func tooManyFailures(_ history: AttemptHistory) -> String { "\(history.failures.count) failed logins in a row" }

    private static func reason(_ error: TunnelError) -> String {
        switch error {
        case .locked(_, _, let reason): reason
        case .system(let operation, _, let code): "the login record cannot be read (\(operation): error \(code))"
        default: "the login record cannot be read"
        }
    }
}

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

/// What the ledger of logins says, for `status`. All times are seconds since 1970.
package struct LedgerSummary: Sendable, Equatable {
    /// A login that is on its way in a process of this machine.
    package struct PendingLogin: Sendable, Equatable {
        package let process: Int
        /// Where it logs in, `host:port`.
        package let address: String
        package let since: Int
    }

    /// The ledger's file, which need not exist.
    package let file: String
    /// Failures since the last success. A login whose process died is one of them.
    package var failuresInARow = 0
    /// How many pauses these failures have brought.
    package var pauses: Int { AttemptPolicy.pauses(failures: failuresInARow) }
    /// The end of the pause that holds logins back now.
    package var pausedUntil: Int?
    /// Why no login is allowed until a reset.
    package var lockedReason: String?
    package var pending: PendingLogin?
    package var lastSuccess: Int?
    package var lastFailure: Int?
    package var lastReset: Int?
}
