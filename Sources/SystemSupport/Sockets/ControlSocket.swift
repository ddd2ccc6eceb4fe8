package import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A Unix socket at which a shim listens to other processes of its user.
package final class ControlSocket: Sendable {
    /// Where connections wait that cannot be accepted, for want of descriptors, the socket would be ready all the time.
    private static let pause: Int32 = 1_000

    package let path: String
    private let descriptor: Int32
    /// The file that has the name; it stays this socket's for as long as that is open.
    private let file: (device: DeviceID, number: Inode)
    private let isClosed = Locked(false)

    /// Takes the place of a socket that a dead process has left: only the holder of the shim's lock may do this.
    ///
    /// - Parameter path: in a folder that only this user can enter.
    /// - Throws: `Errno`, with `ENAMETOOLONG` for a path that an address has no room for.
    package init(path: String) throws(Errno) {
        self.path = path
        var address = try Self.address(path)
        let socket = try Descriptor.streamSocket(AF_UNIX)
        socket.makeNonBlocking()
        let number = socket.number
        Self.remove(path)
        try retrying { unsafe Self.withAddress(&address) { unsafe bind(number, $0, $1) } }
        try retrying { unsafe chmod(path, 0o600) }
        try retrying { listen(number, 16) }
        let status = try Stat(FilePath(path), followTargetSymlink: false)
        file = (status.deviceID, status.inode)
        descriptor = socket.release()
    }

    deinit { stopListening() }

    /// Hangs up on those who wait. Nobody may wait for a process then.
    package func stopListening() {
        isClosed.withLock { isClosed in
            if !isClosed { close(descriptor) }
            isClosed = true
        }
    }

    /// Takes the socket's name away, unless it is another process's by now; who is connected stays so.
    package func remove() {
        isClosed.withLock { isClosed in
            guard !isClosed, let status = try? Stat(FilePath(path), followTargetSymlink: false),
                status.deviceID == file.device, status.inode == file.number
            else { return }
            Self.remove(path)
        }
    }

    /// A socket at the first of several places that can be had.
    package static func first(of places: [SocketPlace]) -> ControlSocket? {
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
    package func next(_ interruption: Interruption) -> ControlStream? {
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

    /// - Throws: `Errno`; `EACCES` where somebody else listens there.
    package static func connect(_ path: String) throws(Errno) -> ControlStream {
        var address = try address(path)
        let socket = try Descriptor.streamSocket(AF_UNIX)
        let number = socket.number
        try retrying {
            unsafe withAddress(&address) { address, size in
                #if canImport(Darwin)
                    unsafe Darwin.connect(number, address, size)
                #elseif canImport(Glibc)
                    unsafe Glibc.connect(number, address, size)
                #elseif canImport(Musl)
                    unsafe Musl.connect(number, address, size)
                #endif
            }
        }
        guard let stream = ControlStream(owning: socket.release()) else { throw .permissionDenied }
        return stream
    }

    /// Makes a folder that only this user can enter, or makes sure that the one that is there is so: in a folder that everybody may write
    /// to, somebody else may have made it.
    package static func hasPrivateFolder(_ path: String) -> Bool {
        _ = unsafe mkdir(path, 0o700)
        // Not to be seen is not private.
        guard let status = try? Stat(FilePath(path), followTargetSymlink: false) else { return false }
        return status.type == .directory && status.userID.rawValue == getuid() && status.permissions.rawValue & 0o077 == 0
    }

    // MARK: Addresses

    private static func address(_ path: String) throws(Errno) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        // The last byte stays zero.
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw .fileNameTooLong }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        return address
    }

    private static func withAddress<Result>(
        _ address: inout sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result
    ) rethrows -> Result {
        unsafe try withUnsafePointer(to: &address) {
            unsafe try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe try body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func remove(_ path: String) {
        // Nothing but a socket is ever taken away.
        guard let status = try? Stat(FilePath(path), followTargetSymlink: false), status.type == .socket else { return }
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

/// Where a shim may listen to other processes of its user.
package struct SocketPlace: Equatable, Sendable {
    /// A folder of ours that must be private to this user; nil for the state folder, which is.
    package let folder: String?
    package let path: String

    package init(folder: String?, path: String) {
        self.folder = folder
        self.path = path
    }
}
