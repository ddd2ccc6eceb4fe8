import Foundation
import LosslessJSON
import Testing

/// A home folder for the time of one test, and the environment that makes programs use it.
///
/// No program that a test runs learns of the user's own home.
final class TestHome: Sendable {
    /// The home folder, without links on the way to it.
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("argo-shim-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // macOS reaches its temporary folders through a link.
        path = folder.resolvingSymlinksInPath().path
        try makeFolder("tmp")
    }

    deinit {
        // A folder that cannot be removed is the temporary folder's own business.
        try? FileManager.default.removeItem(atPath: path)
    }

    // MARK: Names

    static let settings = ".claude/settings.json"
    static let token = ".local/state/argo-shim/token"
    static let globusTokens = ".globus/app/58fdd3bc-e1c3-4ce5-80ea-8d6b87cfb944/inference_app/tokens.json"

    /// The folder that programs take for the system's temporary one.
    var temporaryFolder: String { path + "/tmp" }

    /// What every program is given: this home, a neutral language, and nothing that would lead it elsewhere.
    var environment: [String: String] {
        var environment = ["HOME": path, "TMPDIR": temporaryFolder, "LANG": "C.UTF-8", "CELS_USERNAME": "tester"]
        let own = ProcessInfo.processInfo.environment
        // Where programs and, for a toolchain in an unusual place, the Swift runtime are found; where a measurement of coverage goes.
        for name in ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LLVM_PROFILE_FILE"] { environment[name] = own[name] }
        return environment
    }

    /// `argo-shim` with these arguments, in this home.
    func argoShim(_ arguments: String..., environment extra: [String: String] = [:]) throws -> Command {
        try argoShim(arguments, environment: extra)
    }

    /// `argo-shim` with these arguments, in this home.
    func argoShim(_ arguments: [String], environment extra: [String: String] = [:]) throws -> Command {
        let environment = environment.merging(extra) { _, new in new }
        return Command(program: try ArgoShimBinary.path(), arguments: arguments, environment: environment, folder: path)
    }

    // MARK: Files

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
    }

    func write(_ text: String, to name: String) throws {
        try makeFolder((name as NSString).deletingLastPathComponent)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    /// Writes a script for `sh` that can be run by its name.
    ///
    /// Another process writes it: a program that was written here, and that a child which another test has just begun to start still has
    /// open, is busy (ETXTBSY, execve(2)).
    func writeProgram(_ text: String, to name: String) throws {
        let draft = name + ".draft"
        try write("#!/bin/sh\n\(text)\n", to: draft)
        let copy = Process()
        copy.executableURL = URL(fileURLWithPath: "/bin/cp")
        copy.arguments = ["\(path)/\(draft)", "\(path)/\(name)"]
        try copy.run()
        copy.waitUntilExit()
        try #require(copy.terminationStatus == 0)
        try FileManager.default.removeItem(atPath: "\(path)/\(draft)")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path + "/" + name)
    }

    /// Nil when there is no such file.
    func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: path + "/" + name).map { String(decoding: $0, as: UTF8.self) }
    }

    func mode(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path + "/" + name)[.posixPermissions] as? Int
    }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "/" + name)
    }

    /// Every file and folder in a folder.
    func names(in name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path + "/" + name)
    }
}

/// The built program, which lies beside the test bundle in the build folder.
enum ArgoShimBinary {
    static let name = "argo-shim"

    /// The program's path.
    static func path() throws -> String {
        let candidates = folders.map { $0.appendingPathComponent(name).path }
        let found = candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
        return try #require(found, "\(name) is not built; it was looked for at \(candidates.joined(separator: ", "))")
    }

    private static var folders: [URL] {
        // On Linux the bundle is the program that runs; on macOS a helper is told its path, or has loaded it already.
        let bundles = (CommandLine.arguments + Bundle.allBundles.map(\.bundlePath)).compactMap(folder(ofBundle:))
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..").standardizedFileURL
        return bundles + [root.appendingPathComponent(".build/debug")]
    }

    /// The folder of the bundle that a path leads to or into; nil for any other path.
    private static func folder(ofBundle path: String) -> URL? {
        guard let suffix = path.range(of: ".xctest") else { return nil }
        return URL(fileURLWithPath: String(path[..<suffix.upperBound])).deletingLastPathComponent()
    }
}

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

/// A settings file of Claude Code's as a user might have written it, and the checks that it survived us.
enum UserSettings {
    /// Four blanks, uneven gaps, a number that must not be spelled anew, no line end at the end.
    static let text = """
        {
            "cleanupPeriodDays": 30,
            "includeCoAuthoredBy":   false,
            "permissions": { "allow": ["Bash(ls:*)"], "deny": [] },
            "env": {
                "EDITOR": "vi",
                "MY_OWN_FIGURE" : "1.50"
            },
            "spinnerTipsEnabled": false
        }
        """

    /// Checks that every byte of the user's is there in its order, and that every line of theirs stands as it stood.
    static func expectSurvived(in written: String) {
        var rest = Substring(written).utf8[...]
        for byte in text.utf8 {
            guard let place = rest.firstIndex(of: byte) else {
                Issue.record("bytes of the user's are gone:\n\(written)")
                return
            }
            rest = rest[rest.index(after: place)...]
        }
        let lines = Set(written.split(separator: "\n").map(withoutComma))
        for line in text.split(separator: "\n") { #expect(lines.contains(withoutComma(line)), "\(line) in:\n\(written)") }
    }

    /// The text of a setting; nil when there is none.
    static func value(_ path: String..., in settings: String) throws -> String? {
        let document = try JSONDocument(Array(settings.utf8))
        return document.value(at: path).flatMap(document.string)
    }

    /// A comma behind what was the last member is ours.
    private static func withoutComma(_ line: Substring) -> Substring {
        line.hasSuffix(",") ? line.dropLast() : line
    }
}
