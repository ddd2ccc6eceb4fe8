import ArgumentParser

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Look at the configuration file, check it, and change it.",
        discussion: """
            The file has the options of `argo-shim run` as settings. What the command line says goes before variables, these go before the \
            file, and the file before the defaults.
            """,
        subcommands: [
            ConfigPath.self, ConfigShow.self, ConfigValidate.self, ConfigEdit.self, ConfigInit.self, ConfigImport.self,
        ])
}
