import Foundation
import SystemPackage

@testable import SystemSupport
@testable import Tunnel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program that a test runs, with everything that it starts. It is killed when the test lets go of it.
final class TestProcess: Sendable {
    struct Failure: Error {
        let program: String
        let code: Int32
        let output: String
    }

    #if canImport(Darwin)
        private typealias FileActions = posix_spawn_file_actions_t?
        private typealias SpawnAttributes = posix_spawnattr_t?
    #else
        private typealias FileActions = posix_spawn_file_actions_t
        private typealias SpawnAttributes = posix_spawnattr_t
    #endif

    private let identifier: pid_t
    private let isReaped = Locked(false)

    /// - Parameters:
    ///   - standardIO: becomes standard input and output; nil for /dev/null.
    ///   - log: file that standard error, and standard output without `standardIO`, go to.
    init(_ program: String, _ arguments: [String], environment: [String] = [], standardIO: Int32? = nil, log: String) throws {
        let actions = UnsafeMutablePointer<FileActions>.allocate(capacity: 1)
        defer { unsafe actions.deallocate() }
        unsafe posix_spawn_file_actions_init(actions)
        defer { unsafe posix_spawn_file_actions_destroy(actions) }
        unsafe posix_spawn_file_actions_addopen(actions, 2, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        if let standardIO {
            unsafe posix_spawn_file_actions_adddup2(actions, standardIO, 0)
            unsafe posix_spawn_file_actions_adddup2(actions, standardIO, 1)
        } else {
            unsafe posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0)
            unsafe posix_spawn_file_actions_adddup2(actions, 2, 1)
        }
        #if canImport(Glibc)
            // Other tests' sockets survive execve(2), and a server that lives on would hold their ports. Swift's view of the C library
            // hides the call.
            typealias CloseFrom = @convention(c) (UnsafeMutablePointer<FileActions>, Int32) -> Int32
            if let symbol = unsafe dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") {
                _ = unsafe unsafeBitCast(symbol, to: CloseFrom.self)(actions, 3)
            }
        #endif
        let attributes = UnsafeMutablePointer<SpawnAttributes>.allocate(capacity: 1)
        defer { unsafe attributes.deallocate() }
        unsafe posix_spawnattr_init(attributes)
        defer { unsafe posix_spawnattr_destroy(attributes) }
        // A group of its own, so that what it starts can be stopped with it.
        var flags = Int16(POSIX_SPAWN_SETPGROUP)
        #if canImport(Darwin)
            flags |= Int16(POSIX_SPAWN_CLOEXEC_DEFAULT)
        #endif
        unsafe posix_spawnattr_setflags(attributes, flags)
        unsafe posix_spawnattr_setpgroup(attributes, 0)

        var words: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] =
            unsafe (["PATH=/usr/bin:/bin:/usr/sbin:/sbin"] + environment).map { unsafe strdup($0) } + [nil]
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var identifier: pid_t = 0
        let code = unsafe posix_spawn(&identifier, program, actions, attributes, &words, &variables)
        guard code == 0 else { throw Failure(program: program, code: code, output: Errno(rawValue: code).description) }
        self.identifier = identifier
    }

    deinit { stop() }

    /// Kills it and what it started, and waits until it is gone.
    func stop() {
        let mustReap = isReaped.withLock { reaped in
            defer { reaped = true }
            return !reaped
        }
        guard mustReap else { return }
        kill(-identifier, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    }

    /// To it and what it started.
    func signal(_ number: Int32) { kill(-identifier, number) }

    /// Waits for its end on a thread of its own.
    ///
    /// - Returns: the exit code; the signal's number + 128; nil when somebody else has waited.
    func ended() async -> Int32? { await onThread { [self] in waitOnThisThread() } }

    @discardableResult
    func waitOnThisThread() -> Int32? {
        var information = unsafe siginfo_t()
        // Only looks, so that `stop` can still kill it without hitting another process with the same number.
        while unsafe waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) < 0 {
            if errno != EINTR { return nil }
        }
        let mustReap = isReaped.withLock { reaped in
            defer { reaped = true }
            return !reaped
        }
        guard mustReap else { return nil }
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? status >> 8 & 0xff : status & 0x7f + 128
    }

    /// Runs a program to its end.
    ///
    /// - Throws: `Failure` with its output when it does not succeed.
    static func run(_ program: String, _ arguments: [String], environment: [String] = [], in folder: TestFolder) async throws {
        let log = "run-\(UInt32.random(in: 0 ... .max)).log"
        let code = try await TestProcess(program, arguments, environment: environment, log: folder.path + "/" + log).ended()
        guard code == 0 else { throw Failure(program: program, code: code ?? -1, output: folder.text(log)) }
    }

    /// Runs a program to its end.
    ///
    /// - Returns: its exit code; nil when it could not be started.
    static func code(of program: String, _ arguments: [String], environment: [String] = [], in folder: TestFolder) async -> Int32? {
        // A program that cannot be started has no code.
        try? await TestProcess(program, arguments, environment: environment, log: folder.path + "/run.log").ended()
    }
}

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
