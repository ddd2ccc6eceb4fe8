import CLibrary
package import SystemPackage

/// A Unix socket at which a shim listens to other processes of its user.
package final class ControlSocket: Sendable {
    package let path: String
    private let socket: ListeningSocket
    /// The file that has the name; it stays this socket's for as long as that is open.
    private let file: Stat

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
        try retrying { unsafe withSocketAddress(&address) { unsafe bind(number, $0, $1) } }
        try retrying { unsafe chmod(path, 0o600) }
        self.socket = try ListeningSocket(socket, backlog: 16)
        file = try Stat(FilePath(path), followTargetSymlink: false)
    }

    /// Hangs up on those who wait. Nobody may wait for a process then.
    package func stopListening() { socket.stop() }

    /// Takes the socket's name away, unless it is another process's by now; who is connected stays so.
    package func remove() {
        socket.whileOpen {
            if let named = try? Stat(FilePath(path), followTargetSymlink: false), named.isSameFile(as: file) { Self.remove(path) }
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
        while let connection = socket.next(interruption) {
            if let stream = ControlStream(owning: connection) { return stream }
        }
        return nil
    }

    /// - Throws: `Errno`; `EACCES` where somebody else listens there.
    package static func connect(_ path: String) throws(Errno) -> ControlStream {
        var address = try address(path)
        let socket = try Descriptor.streamSocket(AF_UNIX)
        let number = socket.number
        try retrying { unsafe withSocketAddress(&address) { unsafe CLibrary.connect(number, $0, $1) } }
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

    private static func remove(_ path: String) {
        // Nothing but a socket is ever taken away.
        guard let status = try? Stat(FilePath(path), followTargetSymlink: false), status.type == .socket else { return }
        _ = unsafe unlink(path)
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
