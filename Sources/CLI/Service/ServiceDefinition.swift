/// What a service manager is to run, in which surroundings.
struct ServiceDefinition: Equatable {
    /// Absolute path of the program.
    let program: String
    /// Of the program.
    let arguments: [String]
    /// Service managers start with an environment of their own: what the program is to know of the user's.
    let environment: [String: String]
    /// Absolute path of the file that takes the program's messages, where the manager keeps no journal.
    let log: String

    /// The log of a service in the state folder.
    static func log(state: String) -> String { state + "/service.log" }

    /// - Parameters:
    ///   - options: of `argo-shim run`.
    ///   - environment: the one that the user has here.
    init(program: String, options: [String], environment: [String: String], log: String) {
        self.program = program
        arguments = ["run"] + options
        self.environment = environment.filter { Self.variables.contains($0.key) && !$0.value.isEmpty }
        self.log = log
    }

    /// Names, folders and the way to the agent. None of them is a secret: the file can be read by programs that save or show it.
    private static let variables: Set<String> = [
        "CELS_USERNAME", "ARGO_USER", "SSH_AUTH_SOCK", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "CLAUDE_CONFIG_DIR", "CODEX_HOME",
        "PI_CODING_AGENT_DIR", "LLM_USER_PATH", "PATH",
    ]
}
