package import SystemPackage

/// What went wrong with a file: which one, in which operation, and the system's code.
package enum FileSystemError: Error, Equatable, Sendable {
    /// The operation that the system refused.
    package enum Operation: String, Sendable {
        case open, read, write, synchronize, rename, exchange, link, remove, lock
        case createFolder = "create"
        case setMode = "change the mode of"
        case inspect = "look at"
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
            "\(path) is larger than \(limit) bytes and is left alone. Check what is in it."
        case .tooManyLinks(let path):
            "\(path) is a link that leads back to itself. Point it to a file, or remove it."
        case .locked(let path, let seconds):
            "Another argo-shim has held \(path) for more than \(seconds) s. Wait for it or stop it, then run this again."
        }
    }
}
