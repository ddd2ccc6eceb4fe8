import ArgumentParser

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct EnvironmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "env", abstract: "Print the environment variables that make clients use the shim.",
        discussion: """
            For a shell to evaluate: eval "$(argo-shim env)", or in fish: argo-shim env | source. Claude Code needs none of them: \
            the shim writes its settings.
            """)

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The shell to write for: \(Shell.allCases.map(\.rawValue).joined(separator: ", ")) (default: that of $SHELL).",
            valueName: "shell"))
    var shell: Shell?

    @OptionGroup var options: EnvironmentOptions

    func run() throws {
        let shell = shell ?? Shell(path: ProcessInfo.processInfo.environment["SHELL"]) ?? .sh
        for (name, value) in try options.environment(ClientVariable.standard).variables { Console.line(shell.export(name, value)) }
    }
}
