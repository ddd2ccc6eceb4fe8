import Daemon
import FoundationSubset
import LosslessJSON
import NIOPosix
import Shim
import SystemSupport
import TokenSync
import Tunnel

/// Puts together what somebody who is to find a fault wants to know, and takes out what is nobody's business.
struct BugReport {
    /// The doctor waits up to 45 s for Argo.
    private static let patience = Duration.seconds(100)
    /// The end of a log, in bytes.
    private static let longestLog = 64 * 1_024
    /// An SSH configuration has some kilobytes.
    private static let longestConfiguration = 256 * 1_024
    /// Those that change what the program does. Their values are left out.
    private static let variables = [
        "ALL_PROXY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL", "ARGO_USER", "CELS_USERNAME", "CLAUDE_CONFIG_DIR",
        "CODEX_HOME", "HTTPS_PROXY", "HTTP_PROXY", "NO_COLOR", "NO_PROXY", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "SSH_AUTH_SOCK",
        "SSH_CONNECTION", "TMPDIR", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "http_proxy", "https_proxy", "no_proxy",
    ]

    private let options: RunOptions
    private let arguments: [String]
    /// What the configuration file says of people, servers and files, as options.
    private let configured: [String]
    private let folders = UserFolders.ofThisProcess
    private let user = UserName.ofThisProcess

    /// - Parameters:
    ///   - options: those of the shim that does not work.
    ///   - arguments: the same, as they were typed.
    init(_ options: RunOptions, arguments: [String]) {
        // Here and not with the command line: whatever is wrong with the file, of which the doctor tells, a report is made.
        self.options = (try? ConfiguredCommandLine.options(arguments)) ?? options
        self.arguments = arguments
        let file = WholeFile.bytes(of: ConfigFile.standardPath(folders), limit: Self.longestConfiguration)
        configured = CommandLineExcerpt.arguments(in: String(decoding: file ?? [], as: UTF8.self))
    }

    func entries() async -> [ReportEntry] {
        let items = (try? ClientSettings(isWriting: false).plans(named: nil).flatMap(\.items)) ?? []
        let route = await route()
        let status = await ownOutput(["status", "--json"] + port)
        let shim = try? JSONDocument(Array(status.utf8))
        let running = shim.map(Self.arguments) ?? []
        let way = shim.flatMap { status in status.value(at: ["shim", "way"]).flatMap(status.string) } ?? ""
        let logs = logs
        var known = known(items, route, running: running)
        known.servers += ServerNames.inWay(way) + logs.flatMap { ServerNames.inLog($0.text) }
        let redact = Redaction(known)
        func entry(_ name: String, _ description: String, _ text: String) -> ReportEntry {
            ReportEntry(name: name, description: description, text: redact(text))
        }
        return [
            entry("version.json", "the versions of argo-shim and its SSH library", await ownOutput(["version", "--json"])),
            entry("system.txt", "the system, and which variables are set", system),
            entry("doctor.json", "the output of argo-shim doctor", await ownOutput(["doctor", "--json"] + arguments)),
            entry("status.json", "the output of argo-shim status", shim.map(Self.withoutArguments) ?? status),
            entry("settings.txt", "the states of the clients' settings, without their content", settings(items)),
            entry("ssh.txt", "the output of ssh -G: algorithms and switches", await ssh(route)),
            entry("log.txt", "the ends of the shims' logs, without your own models and routes", text(logs)),
        ]
    }

    // MARK: What is private

    private func known(_ items: [SyncPlan.Item], _ route: TunnelRoute?, running: [String]) -> Redaction.Known {
        var known = Redaction.Known()
        known.home = folders.home
        known.openPaths = [tilde(folders.state)] + StartupFiles.names.map { "~/" + $0 } + items.map { tilde($0.file) }
        known.machines = [
            CurrentProcess.hostName, String(CurrentProcess.hostName.prefix { $0 != "." }), HostFileName(CurrentProcess.hostName).text,
        ]
        let tokens = (try? TokenFile(folder: folders.state).load())?.tokens
        known.secrets = [tokens?.current.secret, tokens?.previous?.token.secret].compactMap { $0 }
        known.people = [user.loginName, user.forPort] + ["USER", "LOGNAME", "ARGO_USER"].compactMap { folders.environment[$0] }
        for home in [folders.home, CurrentProcess.registeredHome ?? ""] where home.hasPrefix("/home/") || home.hasPrefix("/Users/") {
            known.people += home.split(separator: "/").suffix(1).map(String.init)
        }
        for line in [arguments, configured, running].map(CommandLineExcerpt.init) {
            known.people += line.people
            known.servers += line.servers
            known.files += line.files
        }
        for file in [CurrentProcess.registeredHome ?? folders.home, folders.home].map({ $0 + "/.ssh/config" }) + [
            options.tunnel.sshConfig ?? ""
        ] {
            guard let bytes = WholeFile.bytes(of: file, limit: Self.longestConfiguration) else { continue }
            let names = SSHExcerpt.names(in: String(decoding: bytes, as: UTF8.self))
            known.people += names.people
            known.servers += names.servers
            known.files += names.files
        }
        // A file that cannot be read names nobody.
        let services = (try? ConfigFile.load(folders))?.services ?? ProviderConfig()
        known.servers += services.providers.flatMap { [$0.name, $0.address?.host ?? ""] } + services.models.map(\.name)
        known.files += services.providers.flatMap { [$0.authorityFile ?? ""] + ($0.keys ?? []).compactMap(\.path) }
        known.servers.removeAll { Provider.builtInNames.contains($0) }
        for hop in route?.hops ?? [] {
            known.people.append(hop.user)
            known.servers += [hop.name, hop.address.host] + [hop.hostKeyAlias].compactMap { $0 }
            known.files += hop.identityFiles + hop.certificateFiles + hop.knownHostsFiles + [hop.agentSocket].compactMap { $0 }
        }
        return known
    }

    private func tilde(_ path: String) -> String {
        path.hasPrefix(folders.home + "/") ? "~" + path.dropFirst(folders.home.count) : path
    }

    // MARK: Parts

    /// What this program says when it is run with other arguments: a fault there must not keep the report from being made.
    private func ownOutput(_ arguments: [String]) async -> String {
        let program = Subprocess(
            program: CurrentProcess.programPath, arguments: arguments, environment: folders.environment, outputLimit: 1_024 * 1_024,
            timeLimit: Self.patience)
        // It fails only where the process is ending.
        switch try? await NIOThreadPool.singleton.runIfActive({ program.run(Interruption()) }) {
        case .exited(_, let output, let errors): return String(decoding: output + errors, as: UTF8.self)
        case .outOfTime: return "It did not finish within \(Self.patience.components.seconds) s.\n"
        case .notStarted, .tooMuchOutput, .interrupted, nil: return "It could not be run.\n"
        }
    }

    private var port: [String] { options.port.map { $0 == 0 ? [] : ["--port", String($0)] } ?? [] }

    private static func arguments(_ status: JSONDocument) -> [String] {
        status.value(at: ["shim", "arguments"]).map { status.elements(of: $0).compactMap(status.string) } ?? []
    }

    private static func withoutArguments(_ status: JSONDocument) -> String {
        guard let node = status.value(at: ["shim", "arguments"]) else { return String(decoding: status.bytes, as: UTF8.self) }
        let options = JSONValue.array(CommandLineExcerpt(arguments(status)).options.map { .string($0) }).serialized
        return String(decoding: status.bytes[..<node.range.lowerBound] + options + status.bytes[node.range.upperBound...], as: UTF8.self)
    }

    private func settings(_ items: [SyncPlan.Item]) -> String {
        items.map { item in
            let size = FileFacts.size(of: item.file)
            let mode = FileFacts.permissions(of: item.file).map { String($0, radix: 8) }
            let facts = [size.map { "\($0) bytes" }, mode.map { "mode \($0)" }].compactMap { $0 }
            let changes = item.changes.map { "  would be written: \($0.path.joined(separator: "."))\n" }
            return "\(item.client.rawValue) \(tilde(item.file)) \(item.state.word) \(facts.joined(separator: ", "))\n"
                + changes.joined()
        }.joined()
    }

    private func route() async -> TunnelRoute? {
        guard let plan = try? RunPlan(options, user: user), case .tunnel(let tunnel) = plan.path else { return nil }
        // The doctor says what is wrong with it.
        return try? await tunnel.request.route(folders: folders, user: user)
    }

    private func ssh(_ route: TunnelRoute?) async -> String {
        guard let route else { return "No SSH route.\n" }
        guard let program = SSHProgram(environment: folders.environment) else { return "ssh is not installed.\n" }
        let file = options.tunnel.sshConfig.map { ["-F", $0] } ?? []
        var text = ""
        for (number, hop) in route.hops.enumerated() {
            let output = await program.output(["-G"] + file + ["--", hop.name])
            text += "server \(number + 1):\n" + (output.map { SSHExcerpt($0).lines } ?? ["ssh -G fails"]).map { "  \($0)\n" }.joined()
        }
        return text
    }

    private typealias Log = (name: String, text: String)

    private func text(_ logs: [Log]) -> String {
        let models = KnownModels(state: folders.state).spellings
        return logs.map { "\($0.name):\n" + LogExcerpt($0.text, models: models).lines.map { "  \($0)\n" }.joined() }.joined()
    }

    private var logs: [Log] {
        let host = HostFileName(CurrentProcess.hostName).text
        // A folder that cannot be read has no logs; the doctor says so.
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folders.state)) ?? []).sorted()
        return names.filter { $0 == "service.log" || ($0.hasPrefix("shim.\(host).") && $0.hasSuffix(".log")) }.map { name in
            (name, String(decoding: LogReader(path: "\(folders.state)/\(name)").end(Self.longestLog), as: UTF8.self))
        }
    }

    /// How many, and nothing of what is in them.
    private var keptAnswers: String {
        // A folder that is not there holds none.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folders.state + "/responses")) ?? []
        return names.isEmpty ? "none" : "\(names.count)"
    }

    private var system: String {
        let information = ProcessInfo.processInfo
        #if arch(arm64)
            let processor = "arm64"
        #else
            let processor = "x86_64"
        #endif
        let set = Self.variables.filter { folders.environment[$0]?.isEmpty == false }
        return """
            \(information.operatingSystemVersionString), \(processor)
            language: \(["LC_ALL", "LC_CTYPE", "LANG"].compactMap { folders.environment[$0] }.first { !$0.isEmpty } ?? "none")
            kept answers: \(keptAnswers)
            set: \(set.isEmpty ? "nothing" : set.joined(separator: " "))

            """
    }
}
