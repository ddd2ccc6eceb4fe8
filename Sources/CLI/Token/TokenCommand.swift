import ArgumentParser
import LosslessJSON
import TokenSync

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Print the access token of this user's shim, or check or replace it.",
        subcommands: [TokenPrint.self, TokenPath.self, TokenCheck.self, TokenRotate.self], defaultSubcommand: TokenPrint.self)
}

struct TokenPrint: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "print", abstract: "Print the token.", shouldDisplay: false)

    @Flag(name: .long, help: "Print it as OAuth does (RFC 6749, 5.1), for programs that ask again after a while.")
    var json = false

    /// How long a program may keep what it was given: as long as Claude Code does, and half of the usual grace period.
    private static let lifetimeInSeconds = 300

    func run() throws {
        let loaded = try TokenFile(folder: UserFolders.ofThisProcess.state).loadOrCreate()
        for warning in loaded.warnings { Console.warning(warning.description) }
        let secret = loaded.tokens.current.secret
        let answer: JSONValue = [
            "access_token": .string(secret), "token_type": "Bearer", "expires_in": .integer(Self.lifetimeInSeconds),
        ]
        Console.line(json ? String(decoding: answer.serialized, as: UTF8.self) : secret)
    }
}
