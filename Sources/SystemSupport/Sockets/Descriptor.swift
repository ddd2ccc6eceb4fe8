import CLibrary
package import SystemPackage

/// An open file or socket, closed when its owner drops it. No child process inherits it.
package struct Descriptor: ~Copyable, Sendable {
    package let file: FileDescriptor

    /// Takes over an open descriptor.
    package init(owning number: Int32) { file = FileDescriptor(rawValue: number) }

    package var number: Int32 { file.rawValue }

    deinit {
        // What must be on the disk was synchronized before, so that an error here says nothing about the data.
        try? file.close()
    }

    /// Gives the number to another owner.
    package consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }
}

/// Runs calls of swift-system, which throw nothing but `Errno`.
func system<Result>(_ calls: () throws -> Result) throws(Errno) -> Result {
    do {
        return try calls()
    } catch {
        throw error as? Errno ?? .ioError
    }
}

/// Calls again as long as a signal interrupts the call.
///
/// - Parameter call: a call of the C library, which answers -1 and sets `errno` when it fails.
/// - Throws: `Errno`.
@discardableResult
func retrying<Result: SignedInteger>(_ call: () -> Result) throws(Errno) -> Result {
    while true {
        let result = call()
        if result != -1 { return result }
        let code = Errno(rawValue: errno)
        if code != .interrupted { throw code }
    }
}

// MARK: Files

extension Descriptor {
    /// Opens a file. It does not become the controlling terminal.
    ///
    /// - Parameter permissions: of a file that `options` let the call make.
    package static func open(
        _ path: String, _ mode: FileDescriptor.AccessMode, options: FileDescriptor.OpenOptions = [],
        permissions: FilePermissions? = nil
    ) throws(Errno) -> Descriptor {
        // C would take the path to end at a NUL.
        guard !path.isEmpty, !path.utf8.contains(0) else { throw path.isEmpty ? .noSuchFileOrDirectory : .invalidArgument }
        let options = options.union([.closeOnExec, FileDescriptor.OpenOptions(rawValue: O_NOCTTY)])
        return Descriptor(
            owning: try system { try FileDescriptor.open(FilePath(path), mode, options: options, permissions: permissions) }.rawValue)
    }

    package borrowing func status() throws(Errno) -> Stat { try file.stat() }

    package borrowing func writeAll(_ bytes: some Sequence<UInt8>) throws(Errno) {
        let file = file
        _ = try system { try file.writeAll(bytes) }
    }

    /// Brings what was written to the disk (fsync(2)).
    package borrowing func synchronize() throws(Errno) {
        let number = number
        try retrying { fsync(number) }
    }

    package borrowing func setPermissions(_ permissions: FilePermissions) throws(Errno) {
        let number = number
        try retrying { fchmod(number, permissions.rawValue) }
    }
}

extension Stat {
    func isSameFile(as other: Stat) -> Bool { inode == other.inode && deviceID == other.deviceID }
}

extension FileDescriptor {
    /// Whether a path leads to this open file; nil where one of the two does not show itself.
    ///
    /// - Parameter followsLink: whether the last part of the path may be a link.
    func isFile(at path: String, followsLink: Bool = false) -> Bool? {
        guard let open = try? stat(), let named = try? Stat(FilePath(path), followTargetSymlink: followsLink) else { return nil }
        return open.isSameFile(as: named)
    }

    /// Reads from the file's position to its end, or `limit` bytes.
    package func readAll(limit: Int) throws(Errno) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(limit, 65_536))
        while bytes.count < limit {
            let wanted = min(chunk.count, limit - bytes.count)
            let count = try readOnce(into: &chunk, limit: wanted)
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return bytes
    }

    /// Reads once, at most `limit` bytes.
    ///
    /// - Returns: what is there; empty at the end.
    /// - Throws: `Errno.wouldBlock` where a descriptor that does not block has nothing yet.
    package func readSome(limit: Int) throws(Errno) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: limit)
        return Array(buffer[..<(try readOnce(into: &buffer, limit: limit))])
    }

    private func readOnce(into buffer: inout [UInt8], limit: Int) throws(Errno) -> Int {
        return try system {
            try unsafe buffer.withUnsafeMutableBytes { try unsafe self.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<limit])) }
        }
    }
}
