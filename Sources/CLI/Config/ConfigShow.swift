import ArgumentParser
import TokenSync

struct ConfigShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print each setting with its value and where that comes from.",
        discussion: "It takes the options of `argo-shim run`, and shows what would be in force with them. No setting is a secret.")

    @Flag(name: .long, help: "Print one line of JSON.")
    var json = false

    @OptionGroup var options: RunOptions

    func run() throws {
        let folders = UserFolders.ofThisProcess
        let layers = try ConfigLayers(of: Array(Process.argumentsBehindVerb.dropFirst()), folders: folders)
        let standards = ConfigStandards(try RunOptions.parse([]), user: .ofThisProcess)
        let report = ConfigReport(layers, standard: standards.values, file: ConfigFile.standardPath(folders))
        Console.line(json ? report.json : report.table)
    }
}
