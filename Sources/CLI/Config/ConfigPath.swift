import ArgumentParser
import TokenSync

struct ConfigPath: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "path", abstract: "Print the configuration file's path, there or not.")

    func run() {
        Console.line(ConfigFile.standardPath(.ofThisProcess))
    }
}
