import CLibrary
package import SystemPackage

/// A file that was read as a whole. What may be a device or a pipe is not waited for.
package struct WholeFile: Sendable {
    /// At most as many as the limit.
    package let bytes: [UInt8]
    /// Whether the file goes on behind the limit.
    package let isCut: Bool
    package let status: Stat

    /// - Parameters:
    ///   - path: of a file of any kind.
    ///   - limit: bytes.
    ///   - followsLink: whether the last part of the path may be a link.
    /// - Throws: `Errno`.
    package init(_ path: String, limit: Int, followsLink: Bool = true) throws(Errno) {
        // A pipe in the place of a file must not hold anybody up.
        let file = try Descriptor.open(path, .readOnly, options: followsLink ? .nonBlocking : [.nonBlocking, .noFollow])
        status = try file.status()
        let bytes = try file.file.readAll(limit: limit + 1)
        isCut = bytes.count > limit
        self.bytes = isCut ? Array(bytes.prefix(limit)) : bytes
    }

    /// - Parameter limit: bytes.
    /// - Returns: nil where there is no such file.
    package static func ifPresent(_ path: String, limit: Int) throws(Errno) -> WholeFile? {
        do {
            return try WholeFile(path, limit: limit)
        } catch .noSuchFileOrDirectory, .notDirectory {
            return nil
        }
    }

    /// The bytes of a file, also of one that a link leads to.
    ///
    /// - Parameter limit: bytes.
    /// - Returns: nil where there are more than that, or nothing can be read.
    package static func bytes(of path: String, limit: Int) -> [UInt8]? {
        // Whoever asks takes a file that does not show itself for one that is not there.
        guard let file = try? WholeFile(path, limit: limit), !file.isCut else { return nil }
        return file.bytes
    }

    /// Reads a file line by line, also one of `/proc`, whose size is 0 and whose reads come up short; a missing one has no lines.
    ///
    /// - Parameter visit: gets each line without its end; false stops the reading.
    package static func readLines(of path: String, _ visit: (Substring) -> Bool) {
        let longestLine = 64 * 1_024
        guard let file = try? Descriptor.open(path, .readOnly) else { return }
        var rest: [UInt8] = []
        // No line that anybody looks for is longer.
        while rest.count <= longestLine, let piece = try? file.file.readSome(limit: longestLine), !piece.isEmpty {
            rest.append(contentsOf: piece)
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                guard visit(Substring(decoding: rest[..<end], as: UTF8.self)) else { return }
                rest.removeSubrange(...end)
            }
        }
    }

    /// Appends a line in one write, behind a line feed if the file's last line has none. Links are followed, and devices are taken like
    /// files: a configuration may say `/dev/null`.
    ///
    /// A file that is missing is made with mode 0600, and so is its folder, with 0700, but not the folders above.
    ///
    /// - Parameter line: without its line feed.
    package static func append(line: String, to path: String) throws(Errno) {
        let descriptor = try openForAppending(path)
        let file = descriptor.file
        // A device has no end to look at. A byte that cannot be read is no hindrance to writing.
        let end = (try? file.seek(offset: 0, from: .end)) ?? 0
        var last: [UInt8] = [UInt8(ascii: "\n")]
        if end > 0 { _ = unsafe try? last.withUnsafeMutableBytes { unsafe try file.read(fromAbsoluteOffset: end - 1, into: $0) } }
        let text = Array(((last == [UInt8(ascii: "\n")] ? "" : "\n") + line + "\n").utf8)
        let count = try system { unsafe try text.withUnsafeBytes { unsafe try file.write($0) } }
        // Only a disk that is full takes a part of a line; the next line appended here begins behind a line feed.
        guard count == text.count else { throw .noSpace }
    }

    private static func openForAppending(_ path: String) throws(Errno) -> Descriptor {
        let options: FileDescriptor.OpenOptions = [.append, .create, .nonBlocking]
        do {
            return try Descriptor.open(path, .readWrite, options: options, permissions: .ownerReadWrite)
        } catch .noSuchFileOrDirectory {
            let fileSystem = LocalFileSystem()
            do {
                try fileSystem.createFolder(fileSystem.folder(of: path))
            } catch {
                guard error.isAlreadyPresent else { throw error.code ?? .ioError }
            }
            return try Descriptor.open(path, .readWrite, options: options, permissions: .ownerReadWrite)
        }
    }
}

/// What a file tells of itself without being opened; each is nil where there is nothing, or nothing can be learned of it.
package enum FileFacts {
    /// Whether there is something, behind a link where it is one.
    package static func exists(_ path: String) -> Bool { (try? Stat(FilePath(path), followTargetSymlink: true)) != nil }

    /// The permission bits.
    package static func permissions(of path: String) -> Int? { status(of: path).map { Int($0.permissions.rawValue) } }

    /// In bytes.
    package static func size(of path: String) -> Int? { status(of: path).map { Int($0.size) } }

    /// The bytes that are left to this user on the file system that a path is on.
    package static func freeSpace(at path: String) -> Int? {
        var space = statvfs()
        guard unsafe statvfs(path, &space) == 0 else { return nil }
        return Int(clamping: UInt64(space.f_bavail).multipliedReportingOverflow(by: UInt64(space.f_frsize)).partialValue)
    }

    private static func status(of path: String) -> Stat? {
        // Each caller knows what to make of a file that does not show itself.
        try? Stat(FilePath(path), followTargetSymlink: false)
    }
}
