import CLibrary
import FoundationSubset
package import SystemPackage

/// The files of this machine.
package struct LocalFileSystem: FileSystem {
    package init() {}

    package var userID: UInt32 { geteuid() }

    package func status(of path: String) throws(FileSystemError) -> Stat? {
        do {
            return try Stat(FilePath(path), followTargetSymlink: false)
        } catch .noSuchFileOrDirectory {
            return nil
        } catch {
            throw .failed(.inspect, path: path, code: error)
        }
    }

    package func destination(ofLink path: String) throws(FileSystemError) -> String {
        // PATH_MAX is 4096 on Linux and 1024 on macOS; a longer destination could not be opened anyway.
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = try retry(.read, path) { unsafe readlink(path, &buffer, buffer.count) }
        let bytes = buffer[..<count].map { UInt8(bitPattern: $0) }
        let text = String(decoding: bytes, as: UTF8.self)
        // A name that is no text would become another one, and a file be made there.
        guard text.utf8.elementsEqual(bytes) else { throw .failed(.read, path: path, code: .illegalByteSequence) }
        return text
    }

    package func read(_ path: String, limit: Int) throws(FileSystemError) -> FileContents? {
        // Looked at first, because opening a device can have effects; looked at again behind the open, because it may have changed.
        guard let seen = try status(of: path) else { return nil }
        guard seen.type == .regular else { throw .notARegularFile(path: path) }
        let file: WholeFile
        do {
            file = try WholeFile(path, limit: limit, followsLink: false)
        } catch .noSuchFileOrDirectory {
            return nil
        } catch {
            throw .failed(.read, path: path, code: error)
        }
        guard file.status.type == .regular else { throw .notARegularFile(path: path) }
        guard !file.isCut else { throw .tooLarge(path: path, limit: limit) }
        return FileContents(bytes: file.bytes, status: file.status)
    }

    package func names(inFolder path: String) throws(FileSystemError) -> [String] {
        guard try status(of: path) != nil else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw .failed(.read, path: path, code: .ioError)
        }
    }

    package func createTemporary(
        beside path: String, holding bytes: [UInt8], like status: Stat?
    ) throws(FileSystemError) -> String {
        let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
        let temporary = "\(folder(of: path))/\(UnfinishedWrite.prefix(for: path))\(suffix)"
        let file = try open(temporary, .writeOnly, [.create, .exclusiveCreate, .noFollow])
        do throws(FileSystemError) {
            try call(.write, temporary) { () throws(Errno) in try file.writeAll(bytes) }
            if let status {
                try call(.setMode, temporary) { () throws(Errno) in
                    try file.copyAttributes(ofPath: path)
                    // Only root can give a file away; the owner's other groups can be set by anybody. Where neither works, it stays ours.
                    let (owner, group) = (status.userID.rawValue, status.groupID.rawValue)
                    if fchown(file.number, owner, group) != 0 { _ = fchown(file.number, .max, group) }
                    // Behind the change of owner, which clears some of the bits.
                    try file.setPermissions(status.permissions)
                }
            }
            try call(.synchronize, temporary) { () throws(Errno) in try file.synchronize() }
        } catch {
            discard(temporary)
            throw error
        }
        return temporary
    }

    package func rename(_ path: String, to target: String) throws(FileSystemError) {
        try retry(.rename, target) { unsafe CLibrary.rename(path, target) }
    }

    /// In one step: renameat2(2) on Linux, renamex_np(2) on macOS.
    package func exchange(_ path: String, with other: String) throws(FileSystemError) {
        #if canImport(Darwin)
            try retry(.exchange, other) { unsafe renamex_np(path, other, UInt32(RENAME_SWAP)) }
        #else
            // Swift's view of the C library hides renameat2, so that it is looked up by its name.
            typealias Rename = @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
            guard let symbol = unsafe dlsym(nil, "renameat2") else { throw .failed(.exchange, path: other, code: .noFunction) }
            let renameFiles = unsafe unsafeBitCast(symbol, to: Rename.self)
            // RENAME_EXCHANGE of linux/fs.h.
            try retry(.exchange, other) { unsafe renameFiles(AT_FDCWD, path, AT_FDCWD, other, 1 << 1) }
        #endif
    }

    package func link(_ path: String, to target: String) throws(FileSystemError) {
        try retry(.link, target) { unsafe CLibrary.link(path, target) }
    }

    package func remove(_ path: String) throws(FileSystemError) {
        try retry(.remove, path) { unsafe unlink(path) }
    }

    package func createFolder(_ path: String) throws(FileSystemError) {
        try retry(.createFolder, path) { unsafe mkdir(path, 0o700) }
    }

    package func removeFolder(_ path: String) throws(FileSystemError) {
        try retry(.remove, path) { unsafe rmdir(path) }
    }

    package func synchronizeFolder(_ path: String) throws(FileSystemError) {
        let folder = try open(path, .readOnly, .directory)
        do {
            try call(.synchronize, path) { () throws(Errno) in try folder.synchronize() }
        } catch {
            // Some network disks know no fsync for folders; there is nothing better to be had from them.
            guard error.isUnsupported else { throw error }
        }
    }

    package func setMode(_ mode: UInt32, of path: String) throws(FileSystemError) {
        let file = try open(path, .readOnly, [.noFollow, .nonBlocking])
        let permissions = FilePermissions(rawValue: CInterop.Mode(truncatingIfNeeded: mode))
        try call(.setMode, path) { () throws(Errno) in try file.setPermissions(permissions) }
    }

    package func lock(_ path: String) throws(FileSystemError) -> FileLock {
        let lock = try call(.lock, path) { () throws(Errno) in try FileLock.wait(for: path, seconds: FileLock.patienceInSeconds) }
        guard let lock else { throw .locked(path: path, seconds: FileLock.patienceInSeconds) }
        return lock
    }

    // MARK: Calls

    private func open(
        _ path: String, _ mode: FileDescriptor.AccessMode, _ options: FileDescriptor.OpenOptions
    ) throws(FileSystemError) -> Descriptor {
        try call(.open, path) { () throws(Errno) in
            try Descriptor.open(path, mode, options: options, permissions: options.contains(.create) ? .ownerReadWrite : nil)
        }
    }

    @discardableResult
    private func retry<Result: SignedInteger>(
        _ operation: FileSystemError.Operation, _ path: String, _ body: () -> Result
    ) throws(FileSystemError) -> Result {
        try call(operation, path) { () throws(Errno) in try retrying(body) }
    }

    @discardableResult
    private func call<Result: ~Copyable>(
        _ operation: FileSystemError.Operation, _ path: String, _ body: () throws(Errno) -> Result
    ) throws(FileSystemError) -> Result {
        do { return try body() } catch { throw .failed(operation, path: path, code: error) }
    }
}
