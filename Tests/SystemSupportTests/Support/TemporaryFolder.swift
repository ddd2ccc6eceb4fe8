import Foundation

/// A folder that is there for one test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("argo-shim-test-\(UUID().uuidString)")
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
    func write(_ text: some Sequence<UInt8>, to name: String, mode: Int? = nil) throws -> String {
        let file = file(name)
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text).write(to: URL(fileURLWithPath: file))
        if let mode { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file) }
        return file
    }

    @discardableResult
    func write(_ text: String, to name: String, mode: Int? = nil) throws -> String {
        try write(Array(text.utf8), to: name, mode: mode)
    }

    /// Nil when there is no such file.
    func read(_ name: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path + "/" + name).map(Array.init)
    }

    func text(_ name: String) -> String? {
        read(name).map { String(decoding: $0, as: UTF8.self) }
    }

    func mode(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path + "/" + name)[.posixPermissions] as? Int
    }

    func modified(_ name: String) throws -> Date? {
        try FileManager.default.attributesOfItem(atPath: path + "/" + name)[.modificationDate] as? Date
    }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "/" + name)
    }

    /// Every file and folder below, as paths relative to this one.
    func names() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
    }

    /// Writes a shell script that can be run, and gives its path.
    ///
    /// Another process writes it: a child that another test starts at this moment would inherit our descriptor, and a file that somebody
    /// has open for writing cannot be run (ETXTBSY of execve(2)).
    func script(_ name: String, _ lines: String) throws -> String {
        let file = "\(path)/\(name)"
        let writer = Process()
        writer.executableURL = URL(fileURLWithPath: "/bin/sh")
        writer.arguments = ["-c", #"printf '#!/bin/sh\n%s\n' "$1" >"$2" && chmod 700 "$2""#, "sh", lines, file]
        try writer.run()
        writer.waitUntilExit()
        return file
    }
}

/// Runs something that blocks on a thread of its own, so that the tests' threads stay free.
func onOwnThread<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: work()) }
    }
}
