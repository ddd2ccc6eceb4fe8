import SystemSupport
import Tunnel

/// What the record of logins holds, and what that means, in lines for a terminal.
struct LedgerReport: Equatable {
    let lines: [String]
    /// Whether a login would be refused now.
    let isHeldBack: Bool

    /// - Parameters:
    ///   - host: this machine's name.
    ///   - dateAndTime: gives seconds since 1970 as people write them.
    init(_ summary: LedgerSummary, host: String, dateAndTime: (Int) -> String = LocalTime.dateAndTime) {
        var lines: [String] = []
        if let reason = summary.lockedReason {
            lines.append("Logins from \(host) are locked: \(reason).")
        } else if let end = summary.pausedUntil {
            lines.append("Logins from \(host) are paused until \(dateAndTime(end)).")
        } else {
            lines.append("Logins from \(host) are allowed.")
        }
        if summary.failuresInARow > 0 {
            let last = summary.lastFailure.map { ", the last one \(dateAndTime($0))" } ?? ""
            lines.append("Failures in a row: \(summary.failuresInARow)\(last). Two pause logins for 15 minutes, six lock them.")
        }
        if let pending = summary.pending {
            lines.append("Process \(pending.process) is logging in to \(pending.address), since \(dateAndTime(pending.since)).")
        }
        if let time = summary.lastSuccess { lines.append("The last success: \(dateAndTime(time)).") }
        if let time = summary.lastReset { lines.append("The last reset: \(dateAndTime(time)).") }
        lines.append("The record: \(summary.file)")
        isHeldBack = summary.lockedReason != nil || summary.pausedUntil != nil
        self.lines = lines
    }
}
