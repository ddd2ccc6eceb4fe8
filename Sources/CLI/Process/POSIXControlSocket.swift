import NIOConcurrencyHelpers

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A Unix socket at which a shim listens to other processes of its user.
final class ControlSocket: Sendable {
    /// Where connections wait that cannot be accepted, for want of descriptors, the socket would be ready all the time.
    private static let pause: Int32 = 1_000

    let path: String
    private let descriptor: Int32
    /// The file that has the name; it stays this socket's for as long as that is open.
    private let file: (device: dev_t, number: ino_t)
    private let isClosed = NIOLockedValueBox(false)

    /// Takes the place of a socket that a dead process has left: only the holder of the shim's lock may do this.
    ///
    /// - Parameter path: in a folder that only this user can enter.
    /// - Throws: `SystemFault`, with `ENAMETOOLONG` for a path that an address has no room for.
    init(path: String) throws(SystemFault) {
        self.path = path
        var address = try Self.address(path)
        let descriptor = Self.stream()
        self.descriptor = descriptor
        guard descriptor >= 0 else { throw SystemFault(code: errno) }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        Self.remove(path)
        let bound = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, unsafe chmod(path, 0o600) == 0, listen(descriptor, 16) == 0 else {
            let code = errno
            close(descriptor)
            throw SystemFault(code: code)
        }
        var status = stat()
        _ = unsafe lstat(path, &status)
        file = (status.st_dev, status.st_ino)
    }

    deinit { stopListening() }

    /// Hangs up on those who wait. Nobody may wait for a process then.
    func stopListening() {
        isClosed.withLockedValue { isClosed in
            if !isClosed { close(descriptor) }
            isClosed = true
        }
    }

    /// Takes the socket's name away, unless it is another process's by now; who is connected stays so.
    func remove() {
        isClosed.withLockedValue { isClosed in
            var status = stat()
            guard !isClosed, unsafe lstat(path, &status) == 0, status.st_dev == file.device, status.st_ino == file.number else { return }
            Self.remove(path)
        }
    }

    /// A socket at the first of several places that can be had.
    static func first(of places: [SocketPlace]) -> ControlSocket? {
        for place in places {
            if let folder = place.folder, !hasPrivateFolder(folder) { continue }
            // The next place may do: the path may be too long here, and not every file system takes sockets.
            if let socket = try? ControlSocket(path: place.path) { return socket }
        }
        return nil
    }

    /// Waits for a process of this user's, on a thread that may block. Others are turned away without a byte.
    ///
    /// - Returns: nil after an interruption.
    func next(_ interruption: Interruption) -> ControlStream? {
        while !interruption.isTriggered {
            let connection = accept()
            if connection < 0 {
                _ = interruption.wait(for: [descriptor], milliseconds: Self.pause)
            } else if let stream = ControlStream(owning: connection) {
                return stream
            }
        }
        return nil
    }

    /// - Throws: `SystemFault`; `EACCES` where somebody else listens there.
    static func connect(_ path: String) throws(SystemFault) -> ControlStream {
        var address = try address(path)
        let descriptor = stream()
        guard descriptor >= 0 else { throw SystemFault(code: errno) }
        let connected = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                #if canImport(Darwin)
                    unsafe Darwin.connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size))
                #elseif canImport(Glibc)
                    unsafe Glibc.connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size))
                #elseif canImport(Musl)
                    unsafe Musl.connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size))
                #endif
            }
        }
        guard connected == 0 else {
            let code = errno
            close(descriptor)
            throw SystemFault(code: code)
        }
        guard let stream = ControlStream(owning: descriptor) else { throw SystemFault(code: EACCES) }
        return stream
    }

    /// Makes a folder that only this user can enter, or makes sure that the one that is there is so: in a folder that everybody may write
    /// to, somebody else may have made it.
    static func hasPrivateFolder(_ path: String) -> Bool {
        _ = unsafe mkdir(path, 0o700)
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == getuid()
            && status.st_mode & 0o077 == 0
    }

    // MARK: Addresses

    private static func address(_ path: String) throws(SystemFault) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        // The last byte stays zero.
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw SystemFault(code: ENAMETOOLONG) }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        return address
    }

    /// A socket that no child inherits: another thread may be starting one just now.
    private static func stream() -> Int32 {
        #if canImport(Glibc)
            return socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        #elseif canImport(Musl)
            return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)
        #else
            // macOS cannot do both in one step.
            let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
            if descriptor >= 0 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
            return descriptor
        #endif
    }

    private static func remove(_ path: String) {
        var status = stat()
        // Nothing but a socket is ever taken away.
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return }
        _ = unsafe unlink(path)
    }

    private func accept() -> Int32 {
        #if canImport(Darwin)
            let connection = Darwin.accept(descriptor, nil, nil)
        #elseif canImport(Glibc)
            let connection = Glibc.accept(descriptor, nil, nil)
        #elseif canImport(Musl)
            let connection = Musl.accept(descriptor, nil, nil)
        #endif
        if connection >= 0 { _ = fcntl(connection, F_SETFD, FD_CLOEXEC) }
        return connection
    }
}
