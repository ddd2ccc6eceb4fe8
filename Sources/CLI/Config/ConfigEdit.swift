import ArgumentParser
import Daemon
import FoundationSubset
import SystemSupport
import TokenSync

struct ConfigEdit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Open the configuration file in your editor, and save the change if it is valid.",
        discussion: """
            The editor is $VISUAL, else $EDITOR, else vi. You edit a copy, which replaces the file if it is valid. If there is no file, \
            the copy starts with what `argo-shim config init` writes.
            """)

    func run() throws {
        let folders = UserFolders.ofThisProcess
        let writing = try ConfigWriting(folders)
        let before = writing.earlier ?? Array(ConfigTemplate().text.utf8)
        let copy = try EditedCopy(holding: before)
        while true {
            let after = try copy.edit(environment: folders.environment)
            if after == before {
                copy.remove()
                return Console.note("Nothing was changed.")
            }
            do {
                try writing.write(after)
                copy.remove()
                return Console.note("  Apply it to a running shim: argo-shim reload")
            } catch let faults as ConfigFaults {
                for line in ConfigFaults(file: copy.path, faults.faults).lines { Console.error(line) }
                guard CurrentProcess.isInteractive, wantsToGoOn() else {
                    throw Advice(
                        "\(writing.path) was not changed.", hints: ["Your edit is kept in \(copy.path)"], exitCode: .usage)
                }
            }
        }
    }

    private func wantsToGoOn() -> Bool {
        Console.note("Edit it again? yes or no [yes]:")
        guard let answer = readLine() else { return false }
        return ["", "y", "yes"].contains(answer.lowercased())
    }
}

/// A copy of the configuration file, for an editor.
struct EditedCopy {
    private let folder: String

    /// Absolute path. The name tells editors what it is.
    var path: String { folder + "/config.yaml" }

    init(holding bytes: [UInt8]) throws(Advice) {
        let files = FileManager.default
        folder = files.temporaryDirectory.appending(path: "argo-shim-\(UUID().uuidString)").path
        do {
            try files.createDirectory(atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            try Data(bytes).write(to: URL(filePath: folder + "/config.yaml"))
        } catch {
            throw Advice("Cannot create a copy for the editor in \(folder).")
        }
    }

    /// Returns when the editor has ended, with what the copy holds then.
    ///
    /// - Throws: `Advice` where it does not run, or says that it has failed.
    func edit(environment: [String: String]) throws(Advice) -> [UInt8] {
        let editor = ["VISUAL", "EDITOR"].compactMap { environment[$0] }.first { !$0.allSatisfy(\.isWhitespace) } ?? "vi"
        // The variables hold a command with options, as sh reads it.
        let status = ChildProcess.runInForeground(["/bin/sh", "-c", editor + #" "$@""#, "sh", path])
        guard status == 0 else {
            throw Advice(
                "The editor failed: \(editor)",
                hints: ["The file was not changed.", "Use another editor: EDITOR=nano argo-shim config edit"])
        }
        guard let bytes = WholeFile.bytes(of: path, limit: ConfigFile.sizeLimit) else {
            throw Advice("Cannot read the edited file \(path), or it is larger than \(ConfigFile.sizeLimit) bytes.")
        }
        return bytes
    }

    func remove() {
        // It lies in the system's temporary folder, which is emptied anyway.
        try? FileManager.default.removeItem(atPath: folder)
    }
}
