import ArgumentParser
import Daemon
import Shim
import TokenSync

struct EnvironmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "env", abstract: "Print the environment variables that make clients use the shim.",
        discussion: """
            Evaluate the output in your shell: eval "$(argo-shim env)", or in fish: argo-shim env | source. Claude Code does not need \
            them: the shim writes its settings.
            """)

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Shell to write for: \(Shell.allCases.map(\.rawValue).joined(separator: ", ")) (default: that of $SHELL).",
            valueName: "shell"))
    var shell: Shell?

    @OptionGroup var options: EnvironmentOptions

    func run() throws {
        let shell = shell ?? Shell(path: UserFolders.ofThisProcess.environment["SHELL"]) ?? .sh
        for (name, value) in try options.variables(ClientVariable.standard) { Console.line(shell.export(name, value)) }
    }
}

/// Which variables a command sets, and for which shim.
struct EnvironmentOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Set only these variables, separated by commas: \(ClientVariable.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "names"),
        transform: Self.selection)
    var only: [ClientVariable]?

    @Option(name: .long, help: "Port of the shim (default: that of the running shim, else derived from the user name).")
    var port: Int?

    mutating func validate() throws { try checkPort(port) }

    /// What a client's environment must say for it to use the shim, in the order in which it is printed.
    ///
    /// - Parameter standard: the variables that are set when the user chooses none.
    func variables(_ standard: [ClientVariable]) throws -> [(name: String, value: String)] {
        let folders = UserFolders.ofThisProcess
        let loaded = try TokenFile(folder: folders.state).loadOrCreate()
        for warning in loaded.warnings { Console.warning(warning.description) }
        let port = port ?? PortRecord.ofThisProcess.shim()?.port ?? InstanceOption.standardPort
        let noProxy = NoProxyEntries(folders.environment)
        return (only ?? standard).map { variable in
            let value =
                switch variable {
                case .token, .anthropicKey, .openAIKey, .argoKey: loaded.tokens.current.secret
                // Without /v1: clients of Anthropic's add it, and those of OpenAI's do not.
                case .anthropicAddress: "http://127.0.0.1:\(port)/argoapi"
                case .openAIAddress: "http://127.0.0.1:\(port)/v1"
                case .noProxy: noProxy.upperCase
                case .lowerCaseNoProxy: noProxy.lowerCase
                }
            return (variable.rawValue, value)
        }
    }

    private static func selection(_ names: String) throws -> [ClientVariable] {
        try names.split(separator: ",", omittingEmptySubsequences: false).map { name in
            guard let variable = ClientVariable(rawValue: String(name)) else {
                let known = ClientVariable.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("'\(name)' is not one of \(known).")
            }
            return variable
        }
    }
}

/// An environment variable from which clients learn where the shim is and what its token is.
enum ClientVariable: String, CaseIterable {
    case token = "ARGO_SHIM_TOKEN"
    case anthropicKey = "ANTHROPIC_API_KEY"
    case anthropicAddress = "ANTHROPIC_BASE_URL"
    case openAIKey = "OPENAI_API_KEY"
    case openAIAddress = "OPENAI_BASE_URL"
    case noProxy = "NO_PROXY"
    case lowerCaseNoProxy = "no_proxy"
    /// Zed's, which derives it from the provider's name. Other programs may mean another key by it.
    case argoKey = "ARGO_API_KEY"

    /// Those that mean nothing else than what we put there.
    static let standard = allCases.filter { $0 != .argoKey }
}

/// The hosts that a program reaches without its proxy: `NO_PROXY`, and `no_proxy` for the programs that know only that.
struct NoProxyEntries {
    /// A proxy for the whole network would catch the loopback addresses too.
    private static let loopback = ["127.0.0.1", "localhost"]

    /// What `NO_PROXY` has to be.
    let upperCase: String
    /// What `no_proxy` has to be.
    let lowerCase: String

    /// Adds the loopback addresses to what the environment has.
    init(_ environment: [String: String]) {
        let (upperCase, lowerCase) = (environment["NO_PROXY"], environment["no_proxy"])
        // A program that takes one of the two looks no further, so that neither may know less than the other did alone.
        self.upperCase = Self.withLoopback(upperCase ?? lowerCase ?? "")
        self.lowerCase = Self.withLoopback(lowerCase ?? upperCase ?? "")
    }

    private static func withLoopback(_ list: String) -> String {
        let entries = list.split(separator: ",").map { $0.trimmingPrefix { $0 == " " } }
        // A lone asterisk stands for every host (curl(1), NO_PROXY).
        guard list != "*" else { return list }
        let missing = loopback.filter { host in !entries.contains { $0 == host } }
        return ((list.isEmpty ? [] : [list]) + missing).joined(separator: ",")
    }
}
