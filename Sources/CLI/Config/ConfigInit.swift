import ArgumentParser
import TokenSync

struct ConfigInit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a configuration file in which every setting is explained and none is in force.",
        discussion: "One that is there is left as it is. `argo-shim init` asks for the settings that matter, and writes them.")

    func run() throws {
        let folders = UserFolders.ofThisProcess
        let writing = try ConfigWriting(ConfigFile.standardPath(folders), home: folders.home)
        try writing.checkNothingIsThere()
        try writing.write(Array(ConfigTemplate().text.utf8))
        Console.note("Wrote \(writing.path)")
        Console.note("  To change it: argo-shim config edit")
    }
}
