import ArgumentParser
import Daemon
import SystemSupport
import TokenSync

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show, check and edit the configuration file.",
        discussion: """
            The settings are named like the options of `argo-shim run`. The command line overrides environment variables, variables \
            override the file, and the file overrides the defaults.
            """,
        subcommands: [
            ConfigPath.self, ConfigShow.self, ConfigValidate.self, ConfigEdit.self, ConfigInit.self, ConfigImport.self,
        ])
}

struct ConfigPath: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "path", abstract: "Print the path of the configuration file.")

    func run() {
        Console.line(ConfigFile.standardPath(.ofThisProcess))
    }
}

struct ConfigInit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Create a configuration file with every setting explained and commented out.",
        discussion: "An existing file is not changed. `argo-shim init` asks for the important settings and writes them.")

    func run() throws {
        let folders = UserFolders.ofThisProcess
        let writing = try ConfigWriting(folders)
        try writing.checkNothingIsThere()
        try writing.write(Array(ConfigTemplate().text.utf8))
        Console.note("  Edit it: argo-shim config edit")
    }
}

struct ConfigValidate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check a configuration file, and report errors with their line numbers.",
        discussion: "Exits with 0 if the file is valid, and with 2 if it is not.")

    @Argument(
        help: ArgumentHelp("The file to check (default: the one that `argo-shim config path` prints).", valueName: "file"),
        completion: .file())
    var file: String?

    private static func words(_ services: ProviderConfig) -> String {
        let counts = [
            (services.providers.count, "provider"), (services.models.count, "model"), (services.fallbacks.count, "fallback"),
        ]
        return counts.filter { $0.0 > 0 }.map { ", " + count($0.0, $0.1) }.joined()
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    func run() throws {
        let folders = UserFolders.ofThisProcess
        let path = file.map { $0.hasPrefix("/") ? $0 : CurrentProcess.workingFolder + "/" + $0 } ?? ConfigFile.standardPath(folders)
        let found: ConfigFile?
        do {
            found = try ConfigFile.load(path, home: folders.home)
        } catch let error as ConfigFaults {
            for line in error.lines { Console.error(line) }
            CurrentProcess.exit(.usage)
        }
        guard let found else {
            guard file == nil else { throw Advice("\(path) does not exist.", exitCode: .usage) }
            return Console.note("\(path) does not exist; the defaults apply. Create it: argo-shim config init")
        }
        let layers = ConfigLayers(typed: TypedOptions([]), environment: folders.environment, file: found)
        for entry in found.entries where !layers.fileEntries.contains(entry) {
            if case .variable(let name) = layers.choice(for: entry.key, standard: [:]).origin {
                Console.warning("\(path):\(entry.line): \(entry.key.rawValue) is overridden by $\(name).")
            }
        }
        Console.line("\(path) is valid: \(Self.count(found.entries.count, "setting"))\(Self.words(found.services)).")
    }
}
