import SystemPackage

/// A file of the user's that people edit, as it was read: links to it are followed, and stay links when it is replaced.
package struct UserFile: Sendable {
    /// A client's settings are some KiB; Claude Code's grow with its lists of permissions. Beyond this something is wrong.
    package static let sizeLimit = 16 * 1_024 * 1_024
    /// As many links as Linux follows itself (path_resolution(7)).
    private static let linkLimit = 40

    /// The path that its programs use.
    package let path: String
    /// The file that the path leads to when its links are followed: the one that is replaced, so that the links stay.
    package let resolvedPath: String
    /// Nil when there is no file.
    package let contents: FileContents?

    /// What it holds; nil when there is none.
    package var bytes: [UInt8]? { contents?.bytes }

    /// Follows links and reads what is behind them.
    ///
    /// - Parameters:
    ///   - path: absolute path.
    ///   - fileSystem: where a test lets a step fail.
    /// - Throws: `FileSystemError` when it is no regular file, too large, a circle of links or unreadable.
    package init(reading path: String, in fileSystem: any FileSystem = LocalFileSystem()) throws(FileSystemError) {
        self.path = path
        resolvedPath = try Self.resolve(path, in: fileSystem)
        contents = try fileSystem.read(resolvedPath, limit: Self.sizeLimit)
    }

    /// Puts other bytes in its place, in one step. A new file is 0600, and folders that are missing are made 0700.
    ///
    /// - Parameter isSecret: whether a file that others can read becomes 0600 too.
    /// - Returns: false where another program has written it since it was read; its edit is in place then.
    /// - Throws: `FileSystemError` when it cannot be written; the file then is the old one or the new one, whole.
    package func replace(with bytes: [UInt8], isSecret: Bool = false) throws(FileSystemError) -> Bool {
        let fileSystem = LocalFileSystem()
        try fileSystem.createFolders(fileSystem.folder(of: resolvedPath))
        return try AtomicReplacement(fileSystem: fileSystem).replace(self, with: bytes, isSecret: isSecret) == .replaced
    }

    private static func resolve(_ path: String, in fileSystem: any FileSystem) throws(FileSystemError) -> String {
        var resolved = path
        for _ in 0..<linkLimit {
            guard let status = try fileSystem.status(of: resolved), status.type == .symbolicLink else { return resolved }
            let destination = try fileSystem.destination(ofLink: resolved)
            resolved = destination.hasPrefix("/") ? destination : fileSystem.folder(of: resolved) + "/" + destination
        }
        throw .tooManyLinks(path: path)
    }
}

/// A file that a write, cut off by a kill or a crash, has left beside the one that it was to replace.
///
/// It is not removed unasked: at the moment of the exchange it can hold the last edit of another program.
package enum UnfinishedWrite {
    /// What stands in front of the random part of a temporary file's name.
    static func prefix(for path: String) -> String {
        ".\(path.split(separator: "/").last ?? "file").argo-shim-"
    }

    /// The leftovers beside a file, or beside that which a link leads to; also those of a write that is under way.
    ///
    /// - Parameter path: absolute.
    /// - Returns: absolute paths; none where the folder cannot be looked into.
    package static func paths(beside path: String) -> [String] {
        let fileSystem = LocalFileSystem()
        // What cannot be read is reported where the settings themselves are looked at.
        guard let file = try? UserFile(reading: path, in: fileSystem) else { return [] }
        let folder = fileSystem.folder(of: file.resolvedPath)
        let names = (try? fileSystem.names(inFolder: folder)) ?? []
        let prefix = prefix(for: file.resolvedPath)
        return names.filter { $0.hasPrefix(prefix) }.map { "\(folder)/\($0)" }
    }
}

/// A file of the program's own in its state folder: 0600, written whole or not at all.
package struct StateFile: Sendable {
    /// The file's path; its folder is made, 0700, when something is saved.
    package let path: String
    /// The largest file that is read, in bytes.
    package let sizeLimit: Int
    private let fileSystem: any FileSystem

    /// The parameters are the properties; the path is absolute.
    package init(path: String, sizeLimit: Int) {
        self.path = path
        self.sizeLimit = sizeLimit
        fileSystem = LocalFileSystem()
    }

    /// Reads the file; nil when there is none.
    ///
    /// - Throws: `FileSystemError` when it cannot be read, or is larger than the limit.
    package func load() throws(FileSystemError) -> [UInt8]? {
        try fileSystem.read(path, limit: sizeLimit)?.bytes
    }

    /// Makes the file's folder, and those above it, for the owner alone, where they are missing.
    package func makeFolder() throws(FileSystemError) {
        try fileSystem.createFolders(fileSystem.folder(of: path))
    }

    /// Replaces the file.
    ///
    /// - Throws: `FileSystemError` when it cannot be written; the earlier file is whole then.
    package func save(_ bytes: [UInt8]) throws(FileSystemError) {
        try makeFolder()
        try fileSystem.write(path, bytes)
    }
}
