import Foundation

/// A folder that is there for one test. Short, since the paths of agents' sockets may have 104 characters.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        let name = "tunnel-" + UUID().uuidString.prefix(8)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // Without the links that macOS has on the way to its temporary folders.
        path = folder.resolvingSymlinksInPath().path
    }

    deinit {
        // A folder that cannot be removed is the temporary folder's own business.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// - Returns: the path.
    @discardableResult
    func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        let file = path + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }

    func text(_ name: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path + "/" + name) ?? Data(), as: UTF8.self)
    }
}
