import ArgumentParser
import SystemSupport
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct TokenCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Tell whether a token is current, previous or wrong.",
        discussion: """
            Exits with 0 for the current token, 3 for the previous one while it is good, and 1 for any other. Give the token on \
            standard input, with `-`: every user of this machine can see the arguments of a command.
            """)

    // A token of another program can begin with a hyphen. Taken for an option it would be shown in an error.
    @Argument(
        parsing: .captureForPassthrough, help: ArgumentHelp("The token, or - to read it from standard input.", valueName: "token"))
    var candidates: [String] = []

    func validate() throws {
        guard candidates.count == 1 else { throw ValidationError("One token is wanted, or - for one on standard input.") }
        // What is passed on as it is, the library does not look at.
        if ["-h", "--help"].contains(candidates[0]) { throw CleanExit.helpRequest(self) }
    }

    func run() throws {
        let candidate = candidates[0]
        let file = TokenFile(folder: UserFolders.ofThisProcess.state)
        guard let loaded = try file.load() else {
            throw Advice("There is no token yet: \(file.path) does not exist.", hints: ["Make one: argo-shim token"])
        }
        for warning in loaded.warnings { Console.warning(warning.description) }
        let text = candidate == "-" ? try Self.standardInput() : candidate
        // A pipe brings a line's end with it. No token has white space inside.
        let words = text.split(whereSeparator: \.isWhitespace)
        let verdict = TokenVerdict(on: words.count == 1 ? String(words[0]) : "", tokens: loaded.tokens, at: .now)
        Console.line(verdict.words)
        CurrentProcess.exit(verdict.exitCode)
    }

    /// No more than any token and the white space around it can have.
    private static func standardInput() throws -> String {
        let limit = 2 * AccessToken.lengths.upperBound
        guard let bytes = CurrentProcess.readStandardInput(limit: limit) else {
            throw Advice("The token cannot be read from standard input: it cannot be read, or holds more than \(limit) bytes.")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
