package import SystemPackage

/// The calls by which files are read and changed: the seam where tests let a write fail at each of its steps.
///
/// No call follows a link in a path's last component.
package protocol FileSystem: Sendable {
    /// The user that new files belong to.
    var userID: UInt32 { get }

    /// Nil when nothing is there.
    func status(of path: String) throws(FileSystemError) -> FileStatus?

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
    func createTemporary(beside path: String, holding bytes: [UInt8], like status: FileStatus?) throws(FileSystemError) -> String

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

/// What is known of a file without reading it.
package struct FileStatus: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case regular, folder, link, other
    }

    package let kind: Kind
    /// The permission bits, as `chmod` takes them.
    package let mode: UInt32
    package let owner: UInt32
    package let group: UInt32
    /// In bytes.
    package let size: Int
}

/// A file as it was read: its bytes, and the status of the very file that they came from.
package struct FileContents: Equatable, Sendable {
    package let bytes: [UInt8]
    package let status: FileStatus
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
