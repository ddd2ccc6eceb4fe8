import SystemPackage

@testable import SystemSupport
@testable import Tunnel

/// Runs what blocks on a thread of its own, since Swift's pool has too few.
func onThread<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        do throws(Errno) {
            try SystemThread.start { continuation.resume(returning: work()) }
        } catch {
            continuation.resume(returning: work())
        }
    }
}
