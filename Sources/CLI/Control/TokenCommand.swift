import ArgumentParser
import Daemon
import FoundationSubset
import LosslessJSON
import SystemSupport
import TokenSync

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Print the access token, check a token, or replace it.",
        subcommands: [TokenPrint.self, TokenPath.self, TokenCheck.self, TokenRotate.self], defaultSubcommand: TokenPrint.self)
}

struct TokenPrint: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "print", abstract: "Print the token.", shouldDisplay: false)

    @Flag(name: .long, help: "Print JSON as OAuth does (RFC 6749, 5.1), for programs that refresh the token.")
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

struct TokenPath: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "path", abstract: "Print the path of the token file.",
        discussion: "For clients that read their key from a file. The file is created with the first token.")

    func run() {
        Console.line(TokenFile(folder: UserFolders.ofThisProcess.state).path)
    }
}

struct TokenCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check whether a token is current, previous or wrong.",
        discussion: """
            Exits with 0 for the current token, 3 for the previous one while it is valid, and 1 for any other. Pass the token on \
            standard input, with `-`: every user of this machine can see the arguments of a command.
            """)

    // A token of another program can begin with a hyphen. Taken for an option it would be shown in an error.
    @Argument(
        parsing: .captureForPassthrough, help: ArgumentHelp("The token, or - to read it from standard input.", valueName: "token"))
    var candidates: [String] = []

    func validate() throws {
        guard candidates.count == 1 else { throw ValidationError("Give one token, or - to read it from standard input.") }
        // What is passed on as it is, the library does not look at.
        if ["-h", "--help"].contains(candidates[0]) { throw CleanExit.helpRequest(self) }
    }

    func run() throws {
        let candidate = candidates[0]
        let file = TokenFile(folder: UserFolders.ofThisProcess.state)
        guard let loaded = try file.load() else {
            throw Advice("There is no token yet: \(file.path) does not exist.", hints: ["Create one: argo-shim token"])
        }
        for warning in loaded.warnings { Console.warning(warning.description) }
        let text = candidate == "-" ? try Self.standardInput() : candidate
        // A pipe brings a line's end with it. No token has white space inside.
        let words = text.split(whereSeparator: \.isWhitespace)
        let (verdict, exitCode) = Self.verdict(on: words.count == 1 ? String(words[0]) : "", loaded.tokens, at: .now)
        Console.line(verdict)
        CurrentProcess.exit(exitCode)
    }

    /// One line that begins with the verdict's name, for people and for scripts.
    private static func verdict(on candidate: String, _ tokens: AcceptedTokens, at now: Date) -> (String, ProgramExit) {
        if tokens.current.matches(candidate) { return ("current", .success) }
        guard let previous = tokens.previous, previous.token.matches(candidate) else { return ("wrong", .failure) }
        guard previous.isGood(at: now) else { return ("wrong: replaced, and its grace period is over", .failure) }
        let secondsLeft = Int(exactly: previous.expiry.timeIntervalSince(now).rounded(.up)) ?? .max
        return ("previous: replaced, and valid for another \(secondsLeft) s", .degraded)
    }

    /// No more than any token and the white space around it can have.
    private static func standardInput() throws -> String {
        let limit = 2 * AccessToken.lengths.upperBound
        guard let bytes = CurrentProcess.readStandardInput(limit: limit) else {
            throw Advice("Cannot read the token from standard input, or there are more than \(limit) bytes.")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

struct TokenRotate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Replace the token, in running shims and in the clients' settings.")

    @Option(.tokenGrace, help: "Seconds for which the old token stays valid (default: the setting token-grace, else 600).")
    var tokenGrace: Int?

    func validate() throws {
        if let tokenGrace, !(0...86_400).contains(tokenGrace) { throw ValidationError("--token-grace must be 0 to 86400 seconds.") }
    }

    func run() throws {
        let folders = UserFolders.ofThisProcess
        // As `argo-shim run` has it.
        let grace = try tokenGrace ?? ConfigFile.load(folders)?.entry(for: .tokenGrace)?.value.number ?? 600
        let file = TokenFile(folder: folders.state)
        let loaded = try file.rotate(grace: .seconds(grace), now: .now)
        for warning in loaded.warnings { Console.warning(warning.description) }
        for instance in RunningInstances.ofThisProcess.all where !Self.tell(instance) {
            Console.warning("The shim on port \(instance.port) does not answer. It reloads the token by itself, within seconds.")
        }
        Console.note("New token in \(file.path); the old one stays valid for \(grace) s.")
    }

    /// A shim looks at the token every few seconds; one that is told so takes the new one at once.
    ///
    /// - Returns: whether it knows, or has ended.
    static func tell(_ instance: Instance) -> Bool {
        let client = ControlClient(instance)
        do throws(ControlFault) {
            if case .done = try client.ask(.tokenRotated) { return true }
            // An older one refuses what it does not know.
            if case .done = try client.ask(.reload) { return true }
            return false
        } catch {
            // One that has ended meanwhile need not know.
            return !FileLock.isHeld(instance.lock)
        }
    }
}
