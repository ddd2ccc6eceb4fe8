/// A file of the user's that people edit, as it was read: links to it are followed, and stay links when it is replaced.
package struct UserFile: Sendable {
    private let file: SettingsFile
    private let fileSystem: any FileSystem

    /// Reads it.
    ///
    /// - Parameter path: absolute path.
    /// - Throws: `FileSystemError` when it is no regular file, too large, a circle of links or unreadable.
    package init(reading path: String) throws(FileSystemError) {
        fileSystem = LocalFileSystem()
        file = try SettingsFile(reading: path, in: fileSystem)
    }

    /// What it holds; nil when there is none.
    package var bytes: [UInt8]? { file.contents?.bytes }

    /// Puts other bytes in its place, in one step. A new file is 0600, and folders that are missing are made 0700.
    ///
    /// - Parameter isSecret: whether a file that others can read becomes 0600 too.
    /// - Returns: false where another program has written it since it was read; its edit is in place then.
    /// - Throws: `FileSystemError` when it cannot be written; the file then is the old one or the new one, whole.
    package func replace(with bytes: [UInt8], isSecret: Bool = false) throws(FileSystemError) -> Bool {
        try fileSystem.createFolders(fileSystem.folder(of: file.resolvedPath))
        return try AtomicReplacement(fileSystem: fileSystem).replace(file, with: bytes, isSecret: isSecret) == .replaced
    }
}
