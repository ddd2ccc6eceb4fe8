#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An exclusive lock between processes and threads, held until it is released. The system frees it when its process dies.
struct FileLock: ~Copyable, Sendable {
    /// How long to wait for another holder: it only ever holds the lock for the writing of a few small files.
    static let patienceInSeconds = 10

    private let file: OpenFile

    /// Waits for the lock, but not for ever.
    ///
    /// - Throws: `FileSystemError.locked` when another one holds it for longer than `patienceInSeconds`.
    init(_ file: consuming OpenFile, path: String) throws(FileSystemError) {
        let pause: UInt32 = 2_000
        var pausesLeft = Self.patienceInSeconds * 1_000_000 / Int(pause)
        while flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            guard code == EWOULDBLOCK || code == EINTR else { throw .failed(.lock, path: path, code: code) }
            guard pausesLeft > 0 else { throw .locked(path: path, seconds: Self.patienceInSeconds) }
            pausesLeft -= 1
            _ = usleep(pause)
        }
        self.file = file
    }

    borrowing func release() {
        // The descriptor is closed next, which frees the lock in any case.
        _ = flock(file.descriptor, LOCK_UN)
    }
}
