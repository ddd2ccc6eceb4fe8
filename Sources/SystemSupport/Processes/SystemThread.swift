import CLibrary
package import SystemPackage

/// A thread of the system's, for work that blocks: Swift's cooperative pool has one thread a core, and waiting on them stops the program.
package enum SystemThread {
    /// Starts a detached thread that ends with `body`.
    ///
    /// - Throws: `Errno` where the system has no more threads.
    package static func start(_ body: @escaping @Sendable () -> Void) throws(Errno) {
        let work = unsafe Unmanaged.passRetained(Work(body: body))
        let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
        defer { unsafe attributes.deallocate() }
        unsafe pthread_attr_init(attributes)
        defer { unsafe pthread_attr_destroy(attributes) }
        unsafe pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
        unsafe pthread_attr_setstacksize(attributes, stackSize)
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let code = unsafe pthread_create(&thread, attributes, { unsafe SystemThread.run($0) }, work.toOpaque())
        guard code == 0 else {
            unsafe work.release()
            throw Errno(rawValue: code)
        }
    }

    /// Secondary threads get 512 KiB on macOS and musl's 128 KiB are too few for code that asks a person; only touched pages cost memory.
    private static let stackSize = 1 << 20

    private final class Work {
        let body: @Sendable () -> Void

        init(body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
        return nil
    }
}

/// A value that several threads share, behind a lock of its own.
///
/// `Synchronization.Mutex` would need macOS 15.
@safe package final class Locked<Value>: @unchecked Sendable {  // `lock` guards `value`
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    package init(_ value: sending Value) {
        unsafe lock = .allocate(capacity: 1)
        unsafe lock.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(lock, nil)
        self.value = value
    }

    deinit {
        unsafe pthread_mutex_destroy(lock)
        unsafe lock.deallocate()
    }

    /// Runs `body` with the value while no other thread has it. `body` must neither wait for another thread nor come back here.
    package func withLock<Result, Failure: Error>(_ body: (inout sending Value) throws(Failure) -> sending Result) throws(Failure)
        -> sending Result
    {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        return try body(&value)
    }
}
