#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file that one process at a time holds, also after it has become another program: whose lock it is, the system knows.
///
/// A number in a file may belong to another process by now. A lock ends with its process (fcntl(2), F_SETLK), and survives execve(2).
enum ProcessLock {
    /// Takes the lock for the rest of this process's life.
    ///
    /// - Parameters:
    ///   - path: the file; it is made, 0600, when it is missing.
    ///   - note: what the file is to hold.
    /// - Returns: zero, or the error number; `EAGAIN` or `EACCES` when another process holds it.
    static func take(_ path: String, note: [UInt8]) -> Int32 {
        // Without O_CLOEXEC: the lock goes when the descriptor does.
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return errno }
        var request = wholeFile(F_WRLCK)
        guard unsafe fcntl(descriptor, F_SETLK, &request) == 0, ftruncate(descriptor, 0) == 0,
            unsafe note.withUnsafeBytes({ unsafe write(descriptor, $0.baseAddress, $0.count) }) == note.count
        else {
            defer { close(descriptor) }
            return errno
        }
        return 0
    }

    /// The process that holds a lock; nil when nobody does, 0 when the system does not name it.
    static func holder(of path: String) -> Int32? {
        let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var request = wholeFile(F_WRLCK)
        guard unsafe fcntl(descriptor, F_GETLK, &request) == 0, Int32(request.l_type) != F_UNLCK else { return nil }
        return max(0, request.l_pid)
    }

    private static func wholeFile(_ type: Int32) -> flock {
        var request = flock()
        request.l_type = Int16(type)
        request.l_whence = Int16(SEEK_SET)
        return request
    }
}
