import ArgumentParser
import SystemSupport
import TokenSync

struct ConfigShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print each setting with its value and where that comes from.",
        discussion:
            "It takes the options of `argo-shim run`, and shows what would be in force with them. No key is shown, and no header's value.")

    @Flag(name: .long, help: "Print one line of JSON.")
    var json = false

    @OptionGroup var options: RunOptions

    func run() throws {
        let folders = UserFolders.ofThisProcess
        let layers = try ConfigLayers(of: Array(CurrentProcess.argumentsBehindVerb.dropFirst()), folders: folders)
        let standards = ConfigStandards(try RunOptions.parse([]), user: .ofThisProcess)
        let file = ConfigFile.standardPath(folders)
        let config = layers.file?.services ?? ServiceConfig()
        let leavesALCFOut = layers.choice(for: .noALCF, standard: [:]).value == .flag(true)
        let services = ServiceReport(
            leavesALCFOut ? config.withoutBuiltIn : config, standard: leavesALCFOut ? [] : folders.standardProviders,
            environment: folders.environment, file: file)
        let report = ConfigReport(layers, standard: standards.values, file: file, services: services)
        Console.line(json ? report.json : report.table)
    }
}
