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
    package var pauses = 0
    /// The end of the pause that holds logins back now.
    package var pausedUntil: Int?
    /// Why no login is allowed until a reset.
    package var lockedReason: String?
    package var pending: PendingLogin?
    package var lastSuccess: Int?
    package var lastFailure: Int?
    package var lastReset: Int?

    init(file: String) { self.file = file }
}
