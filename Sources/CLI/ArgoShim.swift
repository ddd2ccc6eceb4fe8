import ArgumentParser
import Daemon
import FakeArgo
import LosslessJSON
import Relay
import Shim
import SystemSupport
import TokenSync
import Tunnel

/// `argo-shim`: the root of the commands. Without a verb it runs the shim.
@main
struct ArgoShim: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "argo-shim",
        abstract: "Use Argonne's Argo models from Claude Code and other clients on this machine.",
        discussion: """
            `argo-shim` listens on 127.0.0.1, makes Argo look like the provider that a client expects, and writes its \
            address and token into Claude Code's settings.
            """,
        version: "argo-shim \(Version.number)",
        subcommands: [
            InitCommand.self,
            RunCommand.self, StartCommand.self, StopCommand.self, RestartCommand.self, ReloadCommand.self, StatusCommand.self,
            LoginCommand.self, LogsCommand.self, RelayCommand.self, BackgroundCommand.self, DoctorCommand.self, BugReportCommand.self,
            ResetCommand.self,
            ModelsCommand.self, TryCommand.self,
            DemoCommand.self, ConfigureCommand.self, ConfigCommand.self,
            TokenCommand.self,
            EnvironmentCommand.self, ExecutionCommand.self, ShellInitCommand.self, RosettaCommand.self, ALCFTokenCommand.self,
            ClaudeRouteCommand.self, ServiceCommand.self, UninstallCommand.self,
            VersionCommand.self,
        ],
        defaultSubcommand: RunCommand.self
    )

    static func main() async {
        CurrentProcess.surviveFailedWrites()
        var line: ConfiguredCommandLine?
        do {
            let configured = try ConfiguredCommandLine(Array(CommandLine.arguments.dropFirst()), folders: .ofThisProcess)
            line = configured
            if var shim = Self.shim(configured.arguments) { return try await shim.run() }
            if let advice = Self.unknownCommand(in: configured.arguments) { throw advice }
            var command = try await asyncParseAsRoot(configured.arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            finish(with: error, line)
        }
    }

    /// The command that is the shim, read without the others: a program that runs for days keeps what it has touched, and all commands
    /// are 1 MB of it (bench/README.md).
    ///
    /// - Returns: nil where it is another command, or where the parser has something to say, which it says of the whole.
    private static func shim(_ arguments: [String]) -> (any AsyncParsableCommand)? {
        let verb = arguments.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
        let own = Array(arguments.dropFirst(verb == nil ? 0 : 1))
        return switch verb {
        case nil, RunCommand._commandName: try? RunCommand.parse(own)
        case BackgroundCommand._commandName: try? BackgroundCommand.parse(own)
        default: nil
        }
    }

    /// Ends the process with the words and the exit code that belong to an error.
    private static func finish(with error: any Error, _ line: ConfiguredCommandLine?) -> Never {
        if let advice = Advice(error) {
            Console.error(advice)
            CurrentProcess.exit(advice.exitCode)
        }
        // The parser reports help and the version as errors, which they are not; the rest are command lines that it could not read.
        let message = fullMessage(for: error)
        guard exitCode(for: error) != .success else {
            Console.line(message)
            CurrentProcess.exit(.success)
        }
        // As all other errors begin.
        Console.error(message.hasPrefix("Error: ") ? "error: " + message.dropFirst(7) : message)
        if let remark = line?.remark(on: message) { Console.note(remark) }
        CurrentProcess.exit(exitCode(for: error) == .validationFailure ? .usage : .failure)
    }
}

extension Advice {
    /// The words for an error of ours; nil for the argument parser's.
    init?(_ error: any Error) {
        switch error {
        case let advice as Advice: self = advice
        case let error as ConfigFaults: self.init(error)
        case let error as ShimError: self.init(error)
        case let error as TokenFileError: self.init(error.description)
        case let error as SettingsError: self.init(error.description)
        case let error as UnknownQuirkFix: self.init(error)
        case let error as TunnelError: self.init(error)
        case let error as RouteError: self.init(error)
        case let error as OpenSSHFault: self.init(error)
        case let error as RelayListenError: self.init(error)
        case let error as FakeArgoError: self.init("\(error)")
        default: return nil
        }
    }
}

extension CurrentProcess {
    /// Ends the process.
    static func exit(_ code: ProgramExit) -> Never { exit(code: code.rawValue) }

    /// What follows the program's name and the verb on the command line, if there is a verb: the options of a shim, as they were typed.
    static var argumentsBehindVerb: [String] {
        let arguments = CommandLine.arguments.dropFirst()
        return Array(arguments.first.map { $0.hasPrefix("-") } ?? true ? arguments : arguments.dropFirst())
    }
}

extension ArgoShim {
    /// What to say of a word in the place of a command name that is not a command.
    ///
    /// - Parameter arguments: what follows the program's name.
    /// - Returns: nil where the words are commands, as far as commands can be told from what belongs to them.
    private static func unknownCommand(in arguments: [String]) -> Advice? {
        var parent = _commandName
        var known = configuration.subcommands
        // What `help` is asked about is a command, too.
        for word in arguments.first == "help" ? arguments.dropFirst() : arguments[...] {
            guard !known.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
            guard let next = known.first(where: { $0._commandName == word }) else {
                let nearest = word.nearest(among: known.filter { $0.configuration.shouldDisplay }.map { $0._commandName })
                return Advice(
                    "\(parent) has no command '\(word)'.",
                    hints: (nearest.map { ["Did you mean: \(parent) \($0)"] } ?? []) + ["List all commands: \(parent) --help"],
                    exitCode: .usage)
            }
            known = next.configuration.subcommands
            parent += " " + word
        }
        return nil
    }
}

extension String {
    /// The name that somebody who has written this may have meant; nil where none is near.
    func nearest(among names: [String]) -> String? {
        let wanted = Array(lowercased().utf8.prefix(64))
        let ranked = names.map { (name: $0, distance: EditDistance(wanted, Array($0.utf8)).count) }
        // Of a name that has more changed than kept nobody knows what it meant.
        return ranked.min { $0.distance < $1.distance }.flatMap { $0.distance <= max(2, wanted.count / 2) ? $0.name : nil }
    }
}

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @Flag(name: .long, help: "Print JSON, with the versions of the libraries.")
    var json = false

    func run() {
        guard json else { return Console.line("argo-shim \(Version.number)") }
        let facts: JSONValue = ["version": .string(Version.number), "libssh2": .string(Version.libssh2)]
        Console.line(String(decoding: facts.serialized, as: UTF8.self))
    }
}
