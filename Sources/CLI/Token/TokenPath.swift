import ArgumentParser
import TokenSync

struct TokenPath: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "path", abstract: "Print the path of the token's file.",
        discussion: "For clients that read their key from a file. The file is made when the first token is.")

    func run() {
        Console.line(TokenFile(folder: UserFolders.ofThisProcess.state).path)
    }
}
