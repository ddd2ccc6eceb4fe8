import SystemSupport
import Tunnel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Removes the state folder, all but the ledgers of failed logins: without them a site would see more failures than it bears, and homes
/// are shared between machines, whose ledgers lie side by side.
struct StateRemoval {
    /// Absolute path.
    let folder: String

    /// - Returns: the files that stay.
    /// - Throws: `Advice` where something cannot be removed.
    func run() throws -> [String] {
        let files = FileManager.default
        guard files.fileExists(atPath: folder) else { return [] }
        do {
            let names = try files.contentsOfDirectory(atPath: folder)
            let ledgers = names.filter(holdsFailures)
            if ledgers.isEmpty {
                try files.removeItem(atPath: folder)
            } else {
                for name in names where !ledgers.contains(name) { try files.removeItem(atPath: folder + "/" + name) }
            }
            return ledgers.map { folder + "/" + $0 }
        } catch {
            throw Advice("\(folder) could not be removed.", hints: ["See what is in it: ls -la '\(folder)'"])
        }
    }

    private func holdsFailures(_ name: String) -> Bool {
        guard let ledger = AttemptLedger(folder: folder, file: name) else { return false }
        let summary = ledger.summary(now: ClockReading.unixTime)
        return summary.failuresInARow > 0 || summary.lockedReason != nil || summary.pending != nil
    }
}
