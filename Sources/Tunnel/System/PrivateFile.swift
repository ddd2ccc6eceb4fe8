#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A small file that only its owner may read, in a folder of the same kind, and that is always whole.
struct PrivateFile: Sendable {
    let folder: String
    let name: String

    var path: String { folder + "/" + name }

    /// The bytes of the file; nil where there is none.
    ///
    /// - Parameter limit: bytes; of a longer file `limit + 1` are read, so that the caller sees that it is too long.
    /// - Throws: `TunnelError.system` where it is there and cannot be read, or is no regular file.
    func read(limit: Int) throws(TunnelError) -> [UInt8]? {
        do {
            return try SmallFile(path: path, limit: limit, followsLink: false).bytes
        } catch {
            if error.isMissingFile { return nil }
            throw error
        }
    }

    /// Puts these bytes in the place of the file in one step, and returns when they are on the disk. One writer at a time.
    ///
    /// - Throws: `TunnelError.system`; the file then is the old one or the new one, whole.
    func replace(with bytes: [UInt8]) throws(TunnelError) {
        // One name is enough for one writer, and what a crash leaves behind is written over the next time.
        let newPath = path + ".new"
        let descriptor = try SmallFile.openFile(newPath, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW)
        guard fchmod(descriptor.number, 0o600) == 0 else { throw .system(operation: "chmod", path: newPath, code: errno) }
        try Self.writeAll(bytes, to: descriptor, path: newPath)
        guard fsync(descriptor.number) == 0 else { throw .system(operation: "fsync", path: newPath, code: errno) }
        guard unsafe rename(newPath, path) == 0 else { throw .system(operation: "rename", path: path, code: errno) }
        let directory = try SmallFile.openFile(folder, O_RDONLY | O_DIRECTORY)
        // Some file systems have no fsync for folders (EINVAL); their rename is as durable as it gets.
        guard fsync(directory.number) == 0 || errno == EINVAL else { throw .system(operation: "fsync", path: folder, code: errno) }
    }

    /// Makes the folder, and those above it, accessible to the owner alone where they are missing.
    func makeFolder() throws(TunnelError) {
        var missing: [String] = []
        var path = folder[...]
        while !path.isEmpty, unsafe access(String(path), F_OK) != 0 {
            guard errno == ENOENT else { throw .system(operation: "access", path: String(path), code: errno) }
            missing.append(String(path))
            path = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        }
        for path in missing.reversed() where unsafe mkdir(path, 0o700) != 0 {
            // Another process may have been quicker.
            guard errno == EEXIST else { throw .system(operation: "mkdir", path: path, code: errno) }
        }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: borrowing Descriptor, path: String) throws(TunnelError) {
        let number = descriptor.number
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system(operation: "write", path: path, code: errno) }
            rest = rest.dropFirst(count)
        }
    }
}
