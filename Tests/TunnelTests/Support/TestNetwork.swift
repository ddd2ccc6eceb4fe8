@testable import SystemSupport

#if os(Linux)
    import Dispatch
    import Foundation
    import Testing

    @testable import Tunnel

    /// A thread with a network of its own (network_namespaces(7)), and what it starts: threads, programs, and tasks that prefer it.
    ///
    /// It lives until `end`.
    final class TestNetwork: TaskExecutor {
        private let jobs = Locked<[UnownedJob?]>([])
        private let arrivals = DispatchSemaphore(value: 0)

        init() throws {
            let isMade = Locked(false)
            let isReady = DispatchSemaphore(value: 0)
            try SystemThread.start { [self] in
                isMade.withLock { $0 = Self.leaveNetwork() }
                isReady.signal()
                serve()
            }
            isReady.wait()
            if !isMade.withLock({ $0 }) { end() }
            try #require(isMade.withLock { $0 })
        }

        func end() { add(nil) }

        func enqueue(_ job: consuming ExecutorJob) { add(UnownedJob(job)) }

        /// Does something in this network.
        func run<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
            try await Task(executorPreference: self) { try await work() }.value
        }

        /// Runs ip(8) in this network.
        func configure(_ command: String, in folder: TestFolder) async throws {
            let program = try #require(TestSSHD.path(of: "ip"), "iproute2 is not installed")
            try await run { try await TestProcess.run(program, command.split(separator: " ").map(String.init), in: folder) }
        }

        /// A path that names this network for other programs, as long as the file is open.
        func file() async throws -> FileHandle {
            try await run { try #require(FileHandle(forReadingAtPath: "/proc/thread-self/ns/net")) }
        }

        private func add(_ job: UnownedJob?) {
            jobs.withLock { $0.append(job) }
            arrivals.signal()
        }

        private func serve() {
            while true {
                arrivals.wait()
                guard let job = jobs.withLock({ $0.removeFirst() }) else { return }
                unsafe job.runSynchronously(on: asUnownedTaskExecutor())
            }
        }

        /// unshare(2), which Swift's view of the C library hides.
        private static func leaveNetwork() -> Bool {
            typealias Unshare = @convention(c) (Int32) -> Int32
            guard let symbol = unsafe dlsym(nil, "unshare") else { return false }
            // CLONE_NEWNET of <linux/sched.h>.
            return unsafe unsafeBitCast(symbol, to: Unshare.self)(0x4000_0000) == 0
        }
    }
#endif
