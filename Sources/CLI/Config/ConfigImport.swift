import ArgumentParser
import SystemSupport
import TokenSync

struct ConfigImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take over the settings of argo-proxy.",
        discussion: """
            It reads argo-proxy's config.yaml, which stays as it is, and says what was taken and what has no counterpart. Settings that \
            argo-shim has already are kept.
            """)

    @Argument(help: "argo-proxy's file, such as ~/.config/argoproxy/config.yaml.", completion: .file())
    var file: String

    @Flag(name: .customLong("dry-run"), help: "Say it, and write nothing.")
    var dryRun = false

    func run() throws {
        let folders = UserFolders.ofThisProcess
        let path = file.hasPrefix("/") ? file : CurrentProcess.workingFolder + "/" + file
        guard let bytes = try ConfigFile.bytes(of: path) else { throw Advice("There is no \(path).", exitCode: .usage) }
        let translation: ProxyConfigTranslation
        do throws(ConfigFault) {
            translation = ProxyConfigTranslation(try ConfigDocument(bytes))
        } catch {
            throw Advice(ConfigFaults(file: path, [error]).lines.joined(), exitCode: .usage)
        }
        let writing = try ConfigWriting(ConfigFile.standardPath(folders), home: folders.home)
        let earlier = try writing.earlier.map { try ConfigFile($0, path: writing.path, home: folders.home) }
        let addition = ConfigAddition(of: translation.settings.map(\.setting), to: earlier, bytes: writing.earlier)
        for line in ProxyConfigReport(translation, file: path, kept: addition.kept, path: writing.path).lines { Console.note(line) }
        guard !addition.added.isEmpty else { return Console.note("Nothing is left to write to \(writing.path)") }
        guard !dryRun else { return Console.note("Nothing was written, because of --dry-run.") }
        do {
            try writing.write(addition.bytes)
        } catch let faults as ConfigFaults {
            throw Advice(
                "These settings do not go together with those that are there: \(faults.lines.joined(separator: " "))",
                hints: ["Nothing was written. Add them by hand: argo-shim config edit"], exitCode: .usage)
        }
        Console.note("Wrote \(writing.path)")
    }
}
