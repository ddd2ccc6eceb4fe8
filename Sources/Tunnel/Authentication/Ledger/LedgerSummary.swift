/// What the ledger of logins says, for `status`. All times are seconds since 1970.
public struct LedgerSummary: Sendable, Equatable {
    /// A login that is on its way in a process of this machine.
    public struct PendingLogin: Sendable, Equatable {
        public let process: Int
        /// Where it logs in, `host:port`.
        public let address: String
        public let since: Int
    }

    /// The ledger's file, which need not exist.
    public let file: String
    /// Failures since the last success. A login whose process died is one of them.
    public var failuresInARow = 0
    /// How many pauses these failures have brought.
    public var pauses = 0
    /// The end of the pause that holds logins back now.
    public var pausedUntil: Int?
    /// Why no login is allowed until a reset.
    public var lockedReason: String?
    public var pending: PendingLogin?
    public var lastSuccess: Int?
    public var lastFailure: Int?
    public var lastReset: Int?

    init(file: String) { self.file = file }
}
