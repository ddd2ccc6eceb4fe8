import Foundation

/// A folder for the time of one test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("argo-shim-cli-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.resolvingSymlinksInPath().path
    }

    deinit {
        // A folder that cannot be removed is the temporary folder's own business.
        try? FileManager.default.removeItem(atPath: path)
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

    func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Runs something that blocks on a thread of its own, so that the tests' threads stay free.
func onOwnThread<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: work()) }
    }
}
