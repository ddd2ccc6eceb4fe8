import ArgumentParser

/// Who may use the shim, and which settings learn of it.
struct AccessOptions: ParsableArguments {
    @Flag(name: .customLong("no-auth"), help: "Ask for no token. Every user and program of this machine can then use Argo in your name.")
    var noAuth = false

    @Flag(name: .customLong("rotate-token"), help: "Make a new token; the old one stays good for --token-grace.")
    var rotateToken = false

    @Option(name: .customLong("token-grace"), help: ArgumentHelp("How long a replaced token stays good.", valueName: "seconds"))
    var tokenGrace = 600

    @Flag(name: .customLong("no-update-settings"), help: "Leave Claude Code's settings alone.")
    var noUpdateSettings = false

    @Option(
        name: .customLong("api-key-helper"),
        help: "What Claude Code runs for the token: echo (the token itself) or command (a command that prints the current one).")
    var apiKeyHelper = HelperStyle.echo

    enum HelperStyle: String, CaseIterable, ExpressibleByArgument {
        case echo, command
    }

    mutating func validate() throws {
        guard (0...86_400).contains(tokenGrace) else { throw ValidationError("--token-grace takes 0 to 86400 seconds.") }
    }
}
