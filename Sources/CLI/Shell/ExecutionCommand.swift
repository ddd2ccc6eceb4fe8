import ArgumentParser
import Daemon
import SystemPackage
import SystemSupport

struct ExecutionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec", abstract: "Run a command with the environment variables that make clients use the shim.",
        discussion: "Example: argo-shim exec -- aider --model openai/gpt-4o. Exits with the exit code of the command.")

    @OptionGroup var options: EnvironmentOptions

    @Argument(parsing: .postTerminator, help: ArgumentHelp("The command and its arguments, after --.", valueName: "command"))
    var command: [String] = []

    func validate() throws {
        if command.isEmpty { throw ValidationError("No command to run. Put it after --: argo-shim exec -- COMMAND") }
    }

    func run() throws {
        let code = CurrentProcess.replace(withLast: command.count, settingVariables: try options.variables(ClientVariable.allCases))
        let name = command.first ?? ""
        throw Advice(
            "Cannot run \(name): \(code).",
            exitCode: code == .noSuchFileOrDirectory ? .commandNotFound : .commandNotExecutable)
    }
}
