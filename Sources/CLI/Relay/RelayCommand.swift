import ArgumentParser

struct RelayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relay", abstract: "Lend this machine's way to Argo to other machines of yours.", subcommands: [RelayServeCommand.self]
    )
}
