/// A file of the program's own in its state folder: 0600, written whole or not at all.
public struct StateFile: Sendable {
    /// The file's path; its folder is made, 0700, when something is saved.
    public let path: String
    /// The largest file that is read, in bytes.
    public let sizeLimit: Int
    private let fileSystem: any FileSystem

    /// - Parameters:
    ///   - path: absolute path of the file.
    ///   - sizeLimit: the largest file that is read, in bytes.
    public init(path: String, sizeLimit: Int) {
        self.path = path
        self.sizeLimit = sizeLimit
        fileSystem = LocalFileSystem()
    }

    /// Reads the file; nil when there is none.
    ///
    /// - Throws: `FileSystemError` when it cannot be read, or is larger than the limit.
    public func load() throws(FileSystemError) -> [UInt8]? {
        try fileSystem.read(path, limit: sizeLimit)?.bytes
    }

    /// Replaces the file.
    ///
    /// - Throws: `FileSystemError` when it cannot be written; the earlier file is whole then.
    public func save(_ bytes: [UInt8]) throws(FileSystemError) {
        try fileSystem.createFolders(fileSystem.folder(of: path))
        try fileSystem.write(path, bytes)
    }
}
