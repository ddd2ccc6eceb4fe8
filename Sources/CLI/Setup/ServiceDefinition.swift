import FoundationSubset

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

/// The text of a unit for `systemd --user`.
struct SystemdUnit {
    /// How files of ours are known again.
    static let mark = "# Written by argo-shim service install; argo-shim service uninstall removes it."

    let definition: ServiceDefinition
    /// `$XDG_RUNTIME_DIR`, which a unit calls `%t`: it has another name for each user, and stays from login to login.
    let runtimeFolder: String?

    var text: String {
        """
        \(Self.mark)
        [Unit]
        Description=argo-shim: Argo's models for the programs of this user
        # Five starts in five minutes: what fails that often needs a person.
        StartLimitIntervalSec=300
        StartLimitBurst=5

        [Service]
        Type=exec
        ExecStart=\(([word(definition.program)] + definition.arguments.map(argument)).joined(separator: " "))
        ExecReload=/bin/kill -HUP $MAINPID
        \(environment)Restart=on-failure
        RestartSec=5
        # A command line that is wrong (2) or a login that a person must do (4) does not get better by itself.
        RestartPreventExitStatus=2 4
        # Streams have 10 s to finish.
        TimeoutStopSec=20
        UMask=0077
        NoNewPrivileges=yes
        LockPersonality=yes
        MemoryDenyWriteExecute=yes
        RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        SystemCallArchitectures=native

        [Install]
        WantedBy=default.target

        """
    }

    private var environment: String {
        definition.environment.sorted { $0.key < $1.key }.compactMap { name, value in
            guard name == "SSH_AUTH_SOCK" else { return line(name, specifiersDoubled(value)) }
            // One in /tmp ends with the login that has made it.
            guard let folder = runtimeFolder, value.hasPrefix(folder + "/") else { return nil }
            return line(name, "%t" + specifiersDoubled(String(value.dropFirst(folder.count))))
        }.joined()
    }

    private func line(_ name: String, _ value: String) -> String {
        "Environment=\(quoted("\(name)=\(value)"))\n"
    }

    /// A dollar begins a variable in arguments (systemd.service(5), "Command lines"), but not in the program's path.
    private func argument(_ text: String) -> String {
        word(text.replacing("$", with: "$$"))
    }

    private func word(_ text: String) -> String {
        quoted(specifiersDoubled(text))
    }

    /// systemd.unit(5), "Specifiers".
    private func specifiersDoubled(_ text: String) -> String {
        text.replacing("%", with: "%%")
    }

    /// systemd.syntax(7), "Quoting".
    private func quoted(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#""'\;"#.utf8.contains($0) }
        guard !isPlain else { return text }
        let inside = text.replacing(#"\"#, with: #"\\"#).replacing(#"""#, with: #"\""#).replacing("\n", with: #"\n"#)
        return "\"\(inside)\""
    }
}

/// The property list of a LaunchAgent (launchd.plist(5)).
struct LaunchAgent: Encodable {
    /// The name that launchd knows it by.
    static let label = "argo-shim"

    let label = Self.label
    let programArguments: [String]
    let environmentVariables: [String: String]
    let runAtLoad = true
    /// Only after a crash: one that has ended by itself needs a person, and each start could cost a login.
    let keepAlive = ["Crashed": true]
    let standardOutPath: String
    let standardErrorPath: String
    let processType = "Background"
    /// 0077: files for the user alone.
    let umask = 0o077

    init(_ definition: ServiceDefinition) {
        programArguments = [definition.program] + definition.arguments
        // launchd gives its own agent's socket to what it starts.
        environmentVariables = definition.environment.filter { $0.key != "SSH_AUTH_SOCK" }
        standardOutPath = definition.log
        standardErrorPath = definition.log
    }

    /// The file's text.
    ///
    /// - Throws: `EncodingError`, which none of these values brings about.
    func text() throws -> String {
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .xml
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    private enum CodingKeys: String, CodingKey {
        case label = "Label"
        case programArguments = "ProgramArguments"
        case environmentVariables = "EnvironmentVariables"
        case runAtLoad = "RunAtLoad"
        case keepAlive = "KeepAlive"
        case standardOutPath = "StandardOutPath"
        case standardErrorPath = "StandardErrorPath"
        case processType = "ProcessType"
        case umask = "Umask"
    }
}
