/// A client's settings file as it was read: where it really is, and what it held.
struct SettingsFile: Equatable, Sendable {
    /// A client's settings are some KiB; Claude Code's grow with its lists of permissions. Beyond this something is wrong.
    static let sizeLimit = 16 * 1_024 * 1_024
    /// As many links as Linux follows itself (path_resolution(7)).
    private static let linkLimit = 40

    /// The path that the client uses.
    let path: String
    /// The file that the path leads to when its links are followed: the one that is replaced, so that the links stay.
    let resolvedPath: String
    /// Nil when there is no file.
    let contents: FileContents?

    /// Follows links and reads what is behind them.
    ///
    /// - Throws: `FileSystemError` when it is no regular file, too large, a circle of links or unreadable.
    init(reading path: String, in fileSystem: any FileSystem) throws(FileSystemError) {
        self.path = path
        resolvedPath = try Self.resolve(path, in: fileSystem)
        contents = try fileSystem.read(resolvedPath, limit: Self.sizeLimit)
    }

    private static func resolve(_ path: String, in fileSystem: any FileSystem) throws(FileSystemError) -> String {
        var resolved = path
        for _ in 0..<linkLimit {
            guard let status = try fileSystem.status(of: resolved), status.kind == .link else { return resolved }
            let destination = try fileSystem.destination(ofLink: resolved)
            resolved = destination.hasPrefix("/") ? destination : fileSystem.folder(of: resolved) + "/" + destination
        }
        throw .tooManyLinks(path: path)
    }
}
