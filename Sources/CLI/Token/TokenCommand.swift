import ArgumentParser
import TokenSync

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Print the access token of this user's shim, or check or replace it.",
        subcommands: [TokenPrint.self, TokenPath.self, TokenCheck.self, TokenRotate.self], defaultSubcommand: TokenPrint.self)
}

struct TokenPrint: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "print", abstract: "Print the token.", shouldDisplay: false)

    func run() throws {
        let loaded = try TokenFile(folder: UserFolders.ofThisProcess.state).loadOrCreate()
        for warning in loaded.warnings { Console.warning(warning.description) }
        Console.line(loaded.tokens.current.secret)
    }
}
