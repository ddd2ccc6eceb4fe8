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

    @Argument(help: "Shell to write for: \(ShellInitialization.shells.map(\.rawValue).joined(separator: ", ")).")
    var shell: Shell

    func run() throws {
        guard let text = ShellInitialization(for: shell, program: CurrentProcess.programPath)?.text else {
            let known = ShellInitialization.shells.map(\.rawValue).joined(separator: ", ")
            throw Advice("No functions for \(shell.rawValue).", hints: ["Supported shells: \(known)"], exitCode: .usage)
        }
        Console.line(text)
    }
}

/// What a shell has to evaluate to know the functions around the program, and to complete its command line.
struct ShellInitialization {
    static let shells: [Shell] = [.bash, .zsh, .fish, .sh, .dash, .ksh]

    let text: String

    /// Nil for a shell that there are no functions for.
    ///
    /// - Parameters:
    ///   - shell: the shell.
    ///   - program: the program's path, or its name where that was found in `PATH`.
    init?(for shell: Shell, program: String) {
        guard Self.shells.contains(shell) else { return nil }
        // A program that is not in PATH is found again this way only.
        let place = program.contains("/") ? [shell.assign("ARGO_SHIM_PROGRAM", program)] : []
        let functions = shell == .fish ? PackageResources.argo_shim_fish : PackageResources.argo_shim_sh
        let parts = place + [String(decoding: functions, as: UTF8.self)] + [Self.completion(for: shell)].compactMap { $0 }
        text = parts.joined(separator: "\n")
    }

    private static func completion(for shell: Shell) -> String? {
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
