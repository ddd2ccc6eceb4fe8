package import SystemPackage

/// The calls by which files are read and changed: the seam where tests let a write fail at each of its steps.
///
/// No call follows a link in a path's last component.
package protocol FileSystem: Sendable {
    /// The user that new files belong to.
    var userID: UInt32 { get }

    /// Nil when nothing is there.
    func status(of path: String) throws(FileSystemError) -> Stat?

    /// Where a link points to, as it is written in the link.
    func destination(ofLink path: String) throws(FileSystemError) -> String

    /// Reads a regular file of at most `limit` bytes; nil when nothing is there.
    func read(_ path: String, limit: Int) throws(FileSystemError) -> FileContents?

    /// The names of what is in a folder; none when there is no folder.
    func names(inFolder path: String) throws(FileSystemError) -> [String]

    /// Makes a new file in the folder of `path`, 0600 from its first byte, and brings it to the disk.
    ///
    /// - Parameters:
    ///   - path: the file that it is going to replace.
    ///   - bytes: what it holds.
    ///   - status: of `path`, whose mode, owner, group, access list and extended attributes it takes when it is complete; nil leaves
    ///     0600 and the user's own.
    /// - Returns: the path of the new file.
    func createTemporary(beside path: String, holding bytes: [UInt8], like status: Stat?) throws(FileSystemError) -> String

    /// Puts a file in the place of another, or where none is.
    func rename(_ path: String, to target: String) throws(FileSystemError)

    /// Lets two files change places in one step.
    func exchange(_ path: String, with other: String) throws(FileSystemError)

    /// Gives a file a second name, which must be free.
    func link(_ path: String, to target: String) throws(FileSystemError)

    func remove(_ path: String) throws(FileSystemError)

    /// Makes a folder with the mode 0700.
    func createFolder(_ path: String) throws(FileSystemError)

    /// Removes an empty folder.
    func removeFolder(_ path: String) throws(FileSystemError)

    /// Brings a folder's entries to the disk.
    func synchronizeFolder(_ path: String) throws(FileSystemError)

    func setMode(_ mode: UInt32, of path: String) throws(FileSystemError)

    /// Waits for the exclusive lock that the file at `path`, made when it is missing, stands for.
    func lock(_ path: String) throws(FileSystemError) -> FileLock
}

extension FileSystem {
    /// The folder that a path's last component is in.
    package func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Makes a folder and those above it that are missing, each 0700.
    ///
    /// - Returns: the folders that were made, the outermost first.
    @discardableResult
    package func createFolders(_ path: String) throws(FileSystemError) -> [String] {
        let missing = try missingFolders(above: path + "/.")
        for folder in missing {
            do {
                try createFolder(folder)
            } catch {
                // Another process was faster.
                guard error.isAlreadyPresent else { throw error }
            }
        }
        return missing
    }

    /// The folders above a path that do not exist, the outermost first.
    package func missingFolders(above path: String) throws(FileSystemError) -> [String] {
        var missing: [String] = []
        var folder = folder(of: path)
        while folder != "/", folder != ".", try status(of: folder) == nil {
            missing.append(folder)
            folder = self.folder(of: folder)
        }
        return missing.reversed()
    }

    /// Writes a file of ours, 0600 and whole: a reader sees the old bytes or the new ones.
    package func write(_ path: String, _ bytes: [UInt8]) throws(FileSystemError) {
        try move(createTemporary(beside: path, holding: bytes, like: nil), to: path)
    }

    /// Moves a temporary file to its place, whatever is there.
    package func move(_ temporary: String, to path: String) throws(FileSystemError) {
        do {
            try rename(temporary, to: path)
        } catch {
            discard(temporary)
            throw error
        }
        try synchronizeFolder(folder(of: path))
    }

    /// Writes a file of ours, 0600 and whole, where there is none.
    ///
    /// - Returns: whether it was written; false when another one was there first, which is left alone.
    @discardableResult
    package func writeNew(_ path: String, _ bytes: [UInt8]) throws(FileSystemError) -> Bool {
        let temporary = try createTemporary(beside: path, holding: bytes, like: nil)
        return try place(temporary, at: path)
    }

    /// Moves a temporary file to a name that must be free.
    ///
    /// - Returns: whether the name was free; the temporary file is gone in both cases.
    package func place(_ temporary: String, at path: String) throws(FileSystemError) -> Bool {
        do {
            try link(temporary, to: path)
        } catch {
            if error.isUnsupported {
                // Without hard links there is no exclusive way; the moment between the look and the rename is the price.
                guard try status(of: path) == nil else {
                    discard(temporary)
                    return false
                }
                try move(temporary, to: path)
                return true
            }
            discard(temporary)
            guard error.isAlreadyPresent else { throw error }
            return false
        }
        discard(temporary)
        try synchronizeFolder(folder(of: path))
        return true
    }

    package func removeIfPresent(_ path: String) throws(FileSystemError) {
        do {
            try remove(path)
        } catch {
            guard error.isMissing else { throw error }
        }
    }

    /// Removes a temporary file of ours after a failure.
    package func discard(_ temporary: String) {
        // The failure that led here is the one to report; a file that stays behind is 0600 or has the mode of its model.
        try? remove(temporary)
    }
}

/// A file as it was read: its bytes, and the status of the very file that they came from.
package struct FileContents: Sendable {
    package let bytes: [UInt8]
    package let status: Stat
}

extension Stat {
    /// The permission bits as a number of one size on every system.
    package var modeBits: UInt32 { UInt32(permissions.rawValue) }
}

/// What went wrong with a file: which one, in which operation, and the system's code.
package enum FileSystemError: Error, Equatable, Sendable {
    /// The operation that the system refused.
    package enum Operation: String, Sendable {
        case open, read, write, synchronize, rename, exchange, link, remove, lock
        case createFolder = "create"
        case setMode = "change the mode of"
        case inspect = "access"
    }

    case failed(Operation, path: String, code: Errno)
    /// A folder, a pipe, a device, or a link where none may be.
    case notARegularFile(path: String)
    /// More than `limit` bytes.
    case tooLarge(path: String, limit: Int)
    /// A chain of links without an end.
    case tooManyLinks(path: String)
    /// Another process holds the lock for longer than `seconds`.
    case locked(path: String, seconds: Int)

    package var isMissing: Bool { code == .noSuchFileOrDirectory }
    package var isAlreadyPresent: Bool { code == .fileExists }

    /// Whether this file system lacks the operation: hard links on FAT, exchange on NFS, fsync of folders on some network disks.
    var isUnsupported: Bool {
        guard let code else { return false }
        return [.notSupported, .notSupportedOnSocket, .invalidArgument, .noFunction, .notPermitted, .tooManyLinks].contains(code)
    }

    /// What the system said; nil where it was not the system that refused.
    package var code: Errno? {
        if case .failed(_, _, let code) = self { code } else { nil }
    }
}

extension FileSystemError: CustomStringConvertible {
    /// One or two sentences for a person.
    package var description: String {
        switch self {
        case .failed(let operation, let path, let code):
            "Cannot \(operation.rawValue) \(path): \(code)."
        case .notARegularFile(let path):
            "\(path) is not a regular file. Move it away, then run this again."
        case .tooLarge(let path, let limit):
            "\(path) is larger than \(limit) bytes and was not read. Check what is in it."
        case .tooManyLinks(let path):
            "\(path) is a link that leads back to itself. Point it to a file, or remove it."
        case .locked(let path, let seconds):
            "Another argo-shim has locked \(path) for more than \(seconds) s. Wait for it or stop it, then run this again."
        }
    }
}
