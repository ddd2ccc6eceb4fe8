import Foundation

/// A folder whose path leaves room for the name of a socket, which a test's home does not everywhere.
final class SocketFolder: Sendable {
    let path: String

    init() throws {
        path = "/tmp/argo-shim-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        // A folder that cannot be removed is the temporary folder's own business.
        try? FileManager.default.removeItem(atPath: path)
    }
}
