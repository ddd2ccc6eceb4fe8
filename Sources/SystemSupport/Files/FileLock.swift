import CLibrary
package import SystemPackage

/// A lock on a file that one holder at a time has, also among threads (flock(2)). The system frees it when the process ends, however
/// that happens.
package final class FileLock: Sendable {
    /// How long to wait for another holder that only writes a few small files.
    package static let patienceInSeconds = 10
    /// A file that was removed between its opening and its lock is opened anew; nobody removes it this often.
    private static let attempts = 16
    /// Between two tries, in microseconds.
    private static let pause: UInt32 = 2_000

    package let path: String
    private let descriptor: Descriptor

    private init(_ descriptor: consuming Descriptor, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { release() }

    /// Gives the lock back before its owner is dropped.
    package func release() {
        // Closing would not be enough while a child process, forked by another thread, has not come to its exec yet.
        _ = flock(descriptor.number, LOCK_UN)
    }

    /// Takes the lock, making the file, 0600, where it is missing.
    ///
    /// - Returns: nil while somebody else holds it.
    /// - Throws: `Errno` where the file cannot be opened, or its file system has no locks.
    package static func take(_ path: String) throws(Errno) -> FileLock? {
        for _ in 0..<attempts {
            // For writing, because NFS grants an exclusive lock to nobody else (flock(2)).
            let descriptor = try Descriptor.open(path, .readWrite, options: [.create, .noFollow], permissions: .ownerReadWrite)
            guard try lock(descriptor, LOCK_EX) else { return nil }
            if descriptor.file.isFile(at: path) == true { return FileLock(descriptor, path: path) }
        }
        return nil
    }

    /// Takes the lock, and waits for another holder, but not for ever; blocks the thread.
    ///
    /// - Returns: nil when somebody else has held it all the time.
    /// - Throws: as `take`.
    package static func wait(for path: String, seconds: Int) throws(Errno) -> FileLock? {
        for _ in 0...(seconds * 1_000_000 / Int(pause)) {
            if let lock = try take(path) { return lock }
            _ = usleep(pause)
        }
        return nil
    }

    /// Whether somebody holds the lock.
    package static func isHeld(_ path: String) -> Bool {
        guard let descriptor = try? Descriptor.open(path, .readWrite, options: .noFollow) else { return false }
        // A process that wants it in this very moment tries again.
        return (try? lock(descriptor, LOCK_SH)) == false
    }

    /// Replaces what the file holds.
    package func write(_ bytes: [UInt8]) throws(Errno) {
        let file = descriptor.file
        try system {
            try file.resize(to: 0)
            try file.writeAll(toAbsoluteOffset: 0, bytes)
        }
    }

    /// Removes the file while it is held, so that no other process can take a lock that nobody would see.
    package func remove() {
        // One that stays is taken over by the next process.
        if descriptor.file.isFile(at: path) == true { _ = unsafe unlink(path) }
    }

    /// - Returns: false while somebody else has it.
    private static func lock(_ descriptor: borrowing Descriptor, _ kind: Int32) throws(Errno) -> Bool {
        let number = descriptor.number
        do {
            try retrying { flock(number, kind | LOCK_NB) }
            return true
        } catch .wouldBlock {
            return false
        }
    }
}

/// A file that one process at a time holds, also after it has become another program: whose lock it is, the system knows.
///
/// A number in a file may belong to another process by now. A lock ends with its process (fcntl(2), F_SETLK), and survives execve(2).
package enum ProcessLock {
    /// Takes the lock for the rest of this process's life.
    ///
    /// - Parameters:
    ///   - path: the file; it is made, 0600, when it is missing.
    ///   - note: what the file is to hold.
    /// - Throws: `Errno`; `wouldBlock` or `permissionDenied` when another process holds it.
    package static func take(_ path: String, note: [UInt8]) throws(Errno) {
        let descriptor = try Descriptor.open(path, .readWrite, options: [.create, .noFollow], permissions: .ownerReadWrite)
        let number = descriptor.number
        // The lock goes when the descriptor does, and both shall survive execve(2).
        _ = fcntl(number, F_SETFD, 0)
        var request = wholeFile(F_WRLCK)
        try retrying { unsafe fcntl(number, F_SETLK, &request) }
        let file = descriptor.file
        try system {
            try file.resize(to: 0)
            try file.writeAll(note)
        }
        _ = descriptor.release()
    }

    /// The process that holds a lock; nil when nobody does, 0 when the system does not name it.
    package static func holder(of path: String) -> Int32? {
        guard let descriptor = try? Descriptor.open(path, .readWrite, options: .noFollow) else { return nil }
        let number = descriptor.number
        var request = wholeFile(F_WRLCK)
        guard unsafe fcntl(number, F_GETLK, &request) == 0, Int32(request.l_type) != F_UNLCK else { return nil }
        return max(0, request.l_pid)
    }

    private static func wholeFile(_ type: Int32) -> flock {
        var request = flock()
        request.l_type = Int16(type)
        request.l_whence = Int16(SEEK_SET)
        return request
    }
}
