import ArgumentParser

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
