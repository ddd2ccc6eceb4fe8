import Foundation

@testable import Tunnel

/// Mounts and networks of a test's own, which need root, and in a container a runtime that allows them.
enum Namespaces {
    static let unshare = TestSSHD.path(of: "unshare") ?? ""

    /// Found by trying, once. In CI's containers they must be.
    static let arePossible: Bool = {
        guard getuid() == 0, !unshare.isEmpty else { return false }
        if ProcessInfo.processInfo.environment["CI"] != nil { return true }
        let attempt = ["--mount", "--net", "--propagation", "private", "mount", "-t", "tmpfs", "none", "/tmp"]
        // What cannot be started is not possible either.
        return (try? TestProcess(unshare, attempt, log: "/dev/null"))?.waitOnThisThread() == 0
    }()
}
