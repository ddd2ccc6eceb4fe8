/// A file of the program's own in its state folder: 0600, written whole or not at all.
package struct StateFile: Sendable {
    /// The file's path; its folder is made, 0700, when something is saved.
    package let path: String
    /// The largest file that is read, in bytes.
    package let sizeLimit: Int
    private let fileSystem: any FileSystem

    /// - Parameters:
    ///   - path: absolute path of the file.
    ///   - sizeLimit: the largest file that is read, in bytes.
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
