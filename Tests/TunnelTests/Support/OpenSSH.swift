import Foundation

/// The OpenSSH programs of this machine, as oracles.
struct OpenSSH {
    struct Failure: Error {
        let program: String
        let errors: String
    }

    /// In CI a missing program is a failure, not a reason to skip.
    static let isInstalled =
        ProcessInfo.processInfo.environment["CI"] != nil
        || ["ssh", "ssh-keygen"].allSatisfy { name in
            (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
                FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
            }
        }

    /// Where the outputs are kept while a program runs.
    let folder: TrustFolder
    var environment: [String: String] = [:]

    /// Runs a program to its end.
    ///
    /// - Returns: what it printed; nil where its status is not 0.
    func output(of program: String, _ arguments: [String]) async throws -> String? {
        let output = folder.file(UUID().uuidString)
        defer {
            // It goes with the folder otherwise.
            try? FileManager.default.removeItem(atPath: output)
        }
        let variables = ["HOME": folder.path].merging(environment) { $1 }.map { "\($0)=\($1)" }
        let process = try TestProcess(
            "/bin/sh", ["-c", #"exec "$0" "$@" 2>/dev/null"#, program] + arguments, environment: variables, log: output)
        guard await process.ended() == 0 else { return nil }
        return String(decoding: try Data(contentsOf: URL(fileURLWithPath: output)), as: UTF8.self)
    }

    /// Makes a key pair.
    ///
    /// - Returns: the public key's line without its comment: `type base64`.
    func makeKey(_ type: String, bits: Int? = nil, named name: String) async throws -> String {
        let size = bits.map { ["-b", String($0)] } ?? []
        let arguments = ["-q", "-t", type, "-N", "", "-C", "", "-f", folder.file(name)] + size
        guard try await output(of: "ssh-keygen", arguments) != nil, let line = folder.text(name + ".pub") else {
            throw Failure(program: "ssh-keygen", errors: "no key of type \(type)")
        }
        return line.split(whereSeparator: \.isWhitespace).prefix(2).joined(separator: " ")
    }
}

/// A folder for one test: its files, and OpenSSH's programs that work on them.
final class TrustFolder: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tunnel-trust-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // Without the links that macOS has on the way to its temporary folders.
        path = folder.resolvingSymlinksInPath().path
    }

    deinit {
        // A folder that cannot be removed is the temporary folder's own business.
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { path + "/" + name }

    @discardableResult
    func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        try write(Array(text.utf8), to: name, mode: mode)
    }

    @discardableResult
    func write(_ bytes: [UInt8], to name: String, mode: Int = 0o600) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file(name))
        return file(name)
    }

    /// nil where there is no such file.
    func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: file(name)).map { String(decoding: $0, as: UTF8.self) }
    }

    func mode(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: file(name))[.posixPermissions] as? Int
    }

    /// Every file and folder below, as paths relative to this one.
    func names() throws -> [String] { try FileManager.default.subpathsOfDirectory(atPath: path).sorted() }
}

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
