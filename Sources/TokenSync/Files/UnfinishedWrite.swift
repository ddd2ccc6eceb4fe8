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
        guard let file = try? SettingsFile(reading: path, in: fileSystem) else { return [] }
        let folder = fileSystem.folder(of: file.resolvedPath)
        let names = (try? fileSystem.names(inFolder: folder)) ?? []
        let prefix = prefix(for: file.resolvedPath)
        return names.filter { $0.hasPrefix(prefix) }.map { "\(folder)/\($0)" }
    }
}
