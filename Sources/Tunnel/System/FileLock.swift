#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A lock that one process at a time holds on a file. The kernel gives it back when the process ends, however that happens.
final class FileLock: Sendable {
    private let descriptor: Descriptor

    private init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

    deinit {
        // Closing would not be enough while a child process, forked by another thread, has not come to its exec yet.
        _ = flock(descriptor.number, LOCK_UN)
    }

    /// Takes the lock, making the file where it is missing.
    ///
    /// - Returns: nil while somebody else holds it.
    /// - Throws: `TunnelError.system` where the file cannot be opened, or where its file system has no locks.
    static func take(_ path: String) throws(TunnelError) -> FileLock? {
        let descriptor = try SmallFile.openFile(path, O_RDWR | O_CREAT | O_NOFOLLOW)
        while flock(descriptor.number, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return nil }
            guard errno == EINTR else { throw .system(operation: "flock", path: path, code: errno) }
        }
        return FileLock(descriptor)
    }
}
