import ArgumentParser
import Daemon
import SystemSupport

struct ShellInitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell-init", abstract: "Print functions and completions for a shell.",
        discussion: """
            Add this to the shell's start-up file: eval "$(argo-shim shell-init zsh)", or in fish: argo-shim shell-init fish | source. The \
            functions are those of shell/argo-shim.sh and shell/argo-shim.fish.
            """)

    private static let shells: [Shell] = [.bash, .zsh, .fish, .sh, .dash, .ksh]
    private static let names = shells.map(\.rawValue).joined(separator: ", ")

    @Argument(help: "Shell to write for: \(names).")
    var shell: Shell

    func run() throws {
        guard Self.shells.contains(shell) else {
            throw Advice("No functions for \(shell.rawValue).", hints: ["Supported shells: \(Self.names)"], exitCode: .usage)
        }
        let program = CurrentProcess.programPath
        // A program that is not in PATH is found again this way only.
        if program.contains("/") { Console.line(shell.assign("ARGO_SHIM_PROGRAM", program)) }
        Console.line(String(decoding: shell == .fish ? PackageResources.argo_shim_fish : PackageResources.argo_shim_sh, as: UTF8.self))
        if let completion { Console.line(completion) }
    }

    private var completion: String? {
        switch shell {
        // Its functions have hyphens in their names, which end a bash that keeps to POSIX.
        case .bash: "if ! shopt -qo posix; then\n\(ArgoShim.completionScript(for: .bash))\nfi"
        case .fish: ArgoShim.completionScript(for: .fish)
        // It can be loaded only where the user has started zsh's completion, and it reads variables that are not set (`set -u`).
        case .zsh:
            """
            _argo_shim_load_completion() {
                emulate -L zsh
                \(ArgoShim.completionScript(for: .zsh))
            }
            if (( ${+functions[compdef]} )); then
                _argo_shim_load_completion
            fi
            """
        case .sh, .dash, .ksh, .csh, .tcsh: nil
        }
    }
}

/// A shell that commands are written for.
enum Shell: String, CaseIterable, ExpressibleByArgument {
    case bash, zsh, fish, sh, dash, ksh, csh, tcsh

    /// The shell that a path leads to; nil for one that is not known.
    init?(path: String?) {
        guard let name = path?.split(separator: "/").last else { return nil }
        self.init(rawValue: String(name))
    }

    /// A command that sets an environment variable, whatever its value holds.
    func export(_ name: String, _ value: String) -> String {
        switch self {
        case .bash, .zsh, .sh, .dash, .ksh: "export \(name)=\(quoted(value))"
        case .fish: "set -gx \(name) \(quoted(value))"
        case .csh, .tcsh: "setenv \(name) \(quoted(value));"
        }
    }

    /// A command that sets a variable of the shell alone.
    func assign(_ name: String, _ value: String) -> String {
        switch self {
        case .bash, .zsh, .sh, .dash, .ksh: "\(name)=\(quoted(value))"
        case .fish: "set -g \(name) \(quoted(value))"
        case .csh, .tcsh: "set \(name) = \(quoted(value));"
        }
    }

    /// A text as one word in single quotes, in which each shell leaves all but a few characters alone.
    private func quoted(_ text: String) -> String {
        let inside =
            switch self {
            // POSIX.1-2024, 2.2.2: nothing but the quote itself ends the quotes.
            case .bash, .zsh, .sh, .dash, .ksh: text.replacing("'", with: #"'\''"#)
            // fish, "Quotes": only these two can be escaped.
            case .fish: text.replacing(#"\"#, with: #"\\"#).replacing("'", with: #"\'"#)
            // csh(1): history is substituted in single quotes too, and a line ends there unless a backslash stands before its end.
            case .csh, .tcsh:
                text.replacing("'", with: #"'\''"#).replacing("!", with: #"\!"#).replacing("\n", with: "\\\n")
            }
        return "'\(inside)'"
    }
}
