#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The files of this machine.
struct LocalFileSystem: FileSystem {
    var userID: UInt32 { geteuid() }

    func status(of path: String) throws(FileSystemError) -> FileStatus? {
        do {
            return try SystemCall.status(ofPath: path)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }

    func destination(ofLink path: String) throws(FileSystemError) -> String {
        try SystemCall.destination(ofLink: path)
    }

    func read(_ path: String, limit: Int) throws(FileSystemError) -> FileContents? {
        // Looked at first, because opening a device can have effects; looked at again behind the open, because it may have changed.
        guard let seen = try status(of: path) else { return nil }
        guard seen.kind == .regular else { throw .notARegularFile(path: path) }
        do throws(FileSystemError) {
            let file = try SystemCall.openFile(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
            let status = try SystemCall.status(of: file, path: path)
            guard status.kind == .regular else { throw FileSystemError.notARegularFile(path: path) }
            guard status.size <= limit else { throw FileSystemError.tooLarge(path: path, limit: limit) }
            let bytes = try SystemCall.readBytes(file, limit: limit + 1, path: path)
            guard bytes.count <= limit else { throw FileSystemError.tooLarge(path: path, limit: limit) }
            return FileContents(bytes: bytes, status: status)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }

    func names(inFolder path: String) throws(FileSystemError) -> [String] {
        guard try status(of: path) != nil else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw .failed(.read, path: path, code: FileSystemError.inputOutput)
        }
    }

    func createTemporary(beside path: String, holding bytes: [UInt8], like status: FileStatus?) throws(FileSystemError) -> String {
        let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
        let temporary = "\(folder(of: path))/\(UnfinishedWrite.prefix(for: path))\(suffix)"
        let file = try SystemCall.openFile(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
        do throws(FileSystemError) {
            try SystemCall.writeBytes(bytes, to: file, path: temporary)
            if let status {
                try SystemCall.copyAttributes(ofPath: path, to: file, named: temporary)
                // Only root can give a file away; the owner's other groups can be set by anybody. Where neither works, it stays ours.
                if fchown(file.descriptor, status.owner, status.group) != 0 { _ = fchown(file.descriptor, .max, status.group) }
                // Behind the change of owner, which clears some of the bits.
                let mode = mode_t(truncatingIfNeeded: status.mode)
                guard fchmod(file.descriptor, mode) == 0 else { throw FileSystemError.failed(.setMode, path: temporary, code: errno) }
            }
            guard fsync(file.descriptor) == 0 else { throw FileSystemError.failed(.synchronize, path: temporary, code: errno) }
        } catch {
            discard(temporary)
            throw error
        }
        return temporary
    }

    func rename(_ path: String, to target: String) throws(FileSystemError) {
        try SystemCall.moveFile(path, to: target)
    }

    func exchange(_ path: String, with other: String) throws(FileSystemError) {
        try SystemCall.exchangeFiles(path, other)
    }

    func link(_ path: String, to target: String) throws(FileSystemError) {
        try SystemCall.linkFile(path, to: target)
    }

    func remove(_ path: String) throws(FileSystemError) {
        try SystemCall.removeFile(path)
    }

    func createFolder(_ path: String) throws(FileSystemError) {
        try SystemCall.makeFolder(path, mode: 0o700)
    }

    func removeFolder(_ path: String) throws(FileSystemError) {
        try SystemCall.removeFolder(path)
    }

    func synchronizeFolder(_ path: String) throws(FileSystemError) {
        let file = try SystemCall.openFile(path, O_RDONLY | O_DIRECTORY)
        guard fsync(file.descriptor) == 0 else {
            let error = FileSystemError.failed(.synchronize, path: path, code: errno)
            // Some network disks know no fsync for folders; there is nothing better to be had from them.
            if error.isUnsupported { return }
            throw error
        }
    }

    func setMode(_ mode: UInt32, of path: String) throws(FileSystemError) {
        let file = try SystemCall.openFile(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        guard fchmod(file.descriptor, mode_t(truncatingIfNeeded: mode)) == 0 else { throw .failed(.setMode, path: path, code: errno) }
    }

    func lock(_ path: String) throws(FileSystemError) -> FileLock {
        try FileLock(SystemCall.openFile(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600), path: path)
    }
}
