#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file that one process holds for as long as it lives: the system lets go of it with the process, however that ends (flock(2)).
final class InstanceLock: Sendable {
    enum Failure: Error, Equatable {
        /// Another process holds it.
        case held
        /// The file system does not let it be held; the code is an `errno`.
        case unavailable(code: Int32)
    }

    /// A file that was removed between its opening and its lock is opened anew; nobody removes it this often.
    private static let attempts = 16

    let path: String
    private let descriptor: Int32

    /// - Parameter path: the file; it is made, 0600, when it is missing.
    init(path: String) throws(Failure) {
        self.path = path
        for _ in 0..<Self.attempts {
            // For writing, because NFS grants an exclusive lock to nobody else (flock(2)).
            let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw .unavailable(code: errno) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let code = errno
                close(descriptor)
                throw code == EWOULDBLOCK ? .held : .unavailable(code: code)
            }
            if Self.isSame(descriptor, path) {
                self.descriptor = descriptor
                return
            }
            close(descriptor)
        }
        throw .held
    }

    deinit {
        close(descriptor)
    }

    /// Replaces what the file holds.
    ///
    /// - Returns: zero, or the error number.
    func write(_ bytes: [UInt8]) -> Int32 {
        guard ftruncate(descriptor, 0) == 0 else { return errno }
        let count = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        if count < 0 { return errno }
        // A disk that is all but full takes a part.
        return count == bytes.count ? 0 : ENOSPC
    }

    /// Removes the file while it is held, so that no other process can take a lock that nobody would see.
    func remove() {
        // One that stays is taken over by the next process.
        if Self.isSame(descriptor, path) { _ = unsafe unlink(path) }
    }

    /// Whether some process holds the file.
    static func isHeld(_ path: String) -> Bool {
        let descriptor = unsafe open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // A process that wants it in this very moment tries again.
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// Whether a path still leads to an open file.
    private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
        var (open, named) = (stat(), stat())
        return unsafe fstat(descriptor, &open) == 0 && lstat(path, &named) == 0 && open.st_ino == named.st_ino
            && open.st_dev == named.st_dev
    }
}
