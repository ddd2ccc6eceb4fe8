#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A regular file that was read as a whole.
struct SmallFile {
    let bytes: [UInt8]
    /// Whether it is the user's own and others may read or write it, which OpenSSH refuses for private keys (its `sshkey_perm_ok`).
    let isOpenToOthers: Bool

    /// - Parameters:
    ///   - limit: bytes; of a longer file `limit + 1` are read, so that the caller sees that it is too long.
    ///   - followsLink: whether the last part of the path may be a link.
    /// - Throws: `TunnelError.system`, also where it is no regular file (`EINVAL`).
    init(path: String, limit: Int, followsLink: Bool = true) throws(TunnelError) {
        // A pipe in the place of a file must not hold anybody up.
        let descriptor = try Self.openFile(path, O_RDONLY | O_NONBLOCK | (followsLink ? 0 : O_NOFOLLOW))
        var status = stat()
        guard unsafe fstat(descriptor.number, &status) == 0 else { throw .system(operation: "fstat", path: path, code: errno) }
        guard UInt32(status.st_mode) & UInt32(S_IFMT) == UInt32(S_IFREG) else {
            throw .system(operation: "read", path: path, code: EINVAL)
        }
        isOpenToOthers = status.st_uid == getuid() && UInt32(status.st_mode) & 0o077 != 0
        bytes = try Self.bytes(of: descriptor, limit: limit + 1, path: path)
    }

    /// Opens a file that no child process inherits; a new one is for the owner alone.
    static func openFile(_ path: String, _ flags: Int32) throws(TunnelError) -> Descriptor {
        while true {
            let number = unsafe open(path, flags | O_CLOEXEC | O_NOCTTY, 0o600 as mode_t)
            if number >= 0 { return Descriptor(owning: number) }
            guard errno == EINTR else { throw .system(operation: "open", path: path, code: errno) }
        }
    }

    private static func bytes(of descriptor: borrowing Descriptor, limit: Int, path: String) throws(TunnelError) -> [UInt8] {
        let number = descriptor.number
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while bytes.count < limit {
            let wanted = min(chunk.count, limit - bytes.count)
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(number, $0.baseAddress, wanted) }
            if count == 0 { break }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system(operation: "read", path: path, code: errno) }
            bytes.append(contentsOf: chunk.prefix(count))
        }
        return bytes
    }
}
