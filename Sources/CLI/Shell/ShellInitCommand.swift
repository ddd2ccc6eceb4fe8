import ArgumentParser
import SystemSupport

struct ShellInitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell-init", abstract: "Print functions and completion for a shell.",
        discussion: """
            For the shell's start-up file: eval "$(argo-shim shell-init zsh)", or in fish: argo-shim shell-init fish | source. \
            shell/argo-shim.sh and shell/argo-shim.fish are the functions.
            """)

    @Argument(help: "\(ShellInitialization.shells.map(\.rawValue).joined(separator: ", ")).")
    var shell: Shell

    func run() throws {
        guard let text = ShellInitialization(for: shell, program: CurrentProcess.programPath)?.text else {
            let known = ShellInitialization.shells.map(\.rawValue).joined(separator: ", ")
            throw Advice("There are no functions for \(shell.rawValue).", hints: ["There are for: \(known)"], exitCode: .usage)
        }
        Console.line(text)
    }
}
