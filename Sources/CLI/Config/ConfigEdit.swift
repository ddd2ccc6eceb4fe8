import ArgumentParser
import SystemSupport
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct ConfigEdit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Open the configuration file in your editor, and keep the change if it is right.",
        discussion: """
            The editor is $VISUAL, else $EDITOR, else vi. It gets a copy: the file itself changes in one step, when the editor has ended and \
            the copy is right. Where there is no file, the copy is what `argo-shim config init` would write.
            """)

    func run() throws {
        let folders = UserFolders.ofThisProcess
        let writing = try ConfigWriting(ConfigFile.standardPath(folders), home: folders.home)
        let before = writing.earlier ?? Array(ConfigTemplate().text.utf8)
        let copy = try EditedCopy(holding: before)
        while true {
            try copy.edit(environment: folders.environment)
            let after = try copy.bytes
            if after == before {
                copy.remove()
                return Console.note("Nothing was changed.")
            }
            do {
                try writing.write(after)
                copy.remove()
                Console.note("Wrote \(writing.path)")
                return Console.note("  A shim that runs takes it over with: argo-shim reload")
            } catch let faults as ConfigFaults {
                for line in ConfigFaults(file: copy.path, faults.faults).lines { Console.error(line) }
                guard CurrentProcess.isInteractive, wantsToGoOn() else {
                    throw Advice(
                        "\(writing.path) is left as it is.", hints: ["What you have written is kept in \(copy.path)"], exitCode: .usage)
                }
            }
        }
    }

    private func wantsToGoOn() -> Bool {
        Console.note("Edit it again? Type yes or no [yes]:")
        guard let answer = readLine() else { return false }
        return ["", "y", "yes"].contains(answer.lowercased())
    }
}
