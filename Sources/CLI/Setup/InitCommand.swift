import ArgumentParser
import Daemon
import Logging
import Shim
import SystemSupport
import TokenSync
import Tunnel

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Set up argo-shim: ask a few questions, check the connection to Argo, and write the configuration.",
        discussion: """
            Every question has an option: --user, a connection such as --direct or --host, --clients, --yes. Any other option of \
            `argo-shim run` that you give becomes a setting. It does not log in. Without a terminal, --yes is required. Exits with 3 if \
            the configuration was written, but a check failed.
            """)

    @Option(
        name: .long,
        help: ArgumentHelp("Clients that use argo-shim: names, all (that are installed) or none.", valueName: "names"))
    var clients: ClientChoice?

    @Flag(name: .customLong("no-check"), help: "Do not check the connection to Argo.")
    var noCheck = false

    @Flag(name: .long, help: "Do not ask; use the default answer for every question that no option answers.")
    var yes = false

    @OptionGroup var options: RunOptions

    func run() async throws {
        let folders = UserFolders.ofThisProcess
        let writing = try ConfigWriting(folders)
        try writing.checkNothingIsThere()
        try checkSomebodyAnswers()
        let interview = yes ? InitInterview(ask: nil, tell: Console.note) : InitInterview(ask: Console.answer(to:), tell: Console.note)
        var settings = try await answers(interview, folders)
        let options = try RunOptions.parse(settings.arguments)
        let plan = try RunPlan(options)
        var isWrong = false
        if !noCheck {
            Console.note("Checking the connection to Argo, without logging in.")
            let findings = await InitChecks(plan: plan, options: options).findings()
            for line in findings.flatMap({ FindingReport.lines($0, Console.errorStyle) }) { Console.note(line) }
            isWrong = findings.contains { $0.state == .failure }
        }
        let installed = try ClientSettings(isWriting: false).plans(named: nil).flatMap(\.clients)
        let choice = try clientChoice(interview, installed)
        let chosen = choice.clients(among: installed)
        if choice == .noClient { settings.values[.noUpdateSettings] = .flag(true) }
        show(settings, chosen, installed, path: writing.path)
        guard try interview.wantsToWrite() else { throw Advice("Nothing was written.") }
        try writing.write(Array(ConfigTemplate(settings.values).text.utf8))
        try configure(chosen, port: plan.shim.port)
        Console.note("Next: argo-shim start")
        if isWrong {
            Console.note("  Fix the failed checks first. Check again: argo-shim doctor")
            CurrentProcess.exit(.degraded)
        }
    }

    private func checkSomebodyAnswers() throws(Advice) {
        guard !yes, !CurrentProcess.isInteractive else { return }
        throw Advice(
            "Cannot ask questions without a terminal.",
            hints: [
                "Answer them with options: argo-shim init --yes --user NAME --clients NAMES",
                "Inside the laboratory's network, add --direct. All options: argo-shim help init",
            ], exitCode: .usage)
    }

    // MARK: Settings

    private func answers(_ interview: InitInterview, _ folders: UserFolders) async throws -> InitSettings {
        var settings = InitSettings(typed: TypedOptions(CurrentProcess.argumentsBehindVerb), folder: CurrentProcess.workingFolder)
        let account = UserName.ofThisProcess
        // Judged even where nobody is asked.
        let usual = try account.forArgo(asked: options.requests.user)
        let user = options.requests.user == nil ? try interview.userName(usual: usual) : usual
        settings.values[.user] = .text(user)
        if options.verbosity.isVerbose { settings.values[.logLevel] = .text(options.lowestLevel.rawValue) }
        if !settings.namesWay, try interview.isInside() { settings.values[.direct] = .flag(true) }
        if settings.values[.noALCF] == nil, folders.standardProviders.contains(where: \.hasLoginFile), try !interview.usesALCF() {
            settings.values[.noALCF] = .flag(true)
        }
        let plan = try RunPlan(try RunOptions.parse(settings.arguments), user: account)
        if case .tunnel(let tunnel) = plan.path {
            // The variable is this shell's, and the file is for all.
            let environment = folders.environment.filter { $0.key != "CELS_USERNAME" }
            let route = try? await tunnel.request.route(
                folders: UserFolders(home: folders.home, environment: environment), user: account)
            // Without a route the look at the way says why.
            settings.setSSHUser(user, loginName: account.loginName, hopUsers: route?.hops.map(\.user) ?? [])
        }
        for name in ConfigKey.user.variables {
            if let value = folders.environment[name], !value.allSatisfy(\.isWhitespace), value != user {
                Console.warning("$\(name) is set to another name, and overrides the file.")
            }
        }
        return settings
    }

    // MARK: Clients

    private func clientChoice(_ interview: InitInterview, _ installed: [ClientName]) throws -> ClientChoice {
        if let clients { return clients }
        guard !installed.isEmpty else {
            Console.note("No supported client is installed.")
            return .all
        }
        Console.note("Installed clients: \(installed.map(\.rawValue).joined(separator: ", "))")
        return try interview.clients()
    }

    private func show(_ settings: InitSettings, _ chosen: [ClientName], _ installed: [ClientName], path: String) {
        Console.note("This will be written:")
        Console.note("  \(path), with a comment for every setting:")
        for line in settings.lines { Console.note("    \(line)") }
        for client in chosen {
            let time = client == .claudeCode ? "when the shim is up" : "now"
            Console.note(
                "  the settings of \(client.rawValue), \(time); preview: argo-shim configure \(client.rawValue) --dry-run")
        }
        if installed.contains(.claudeCode), !chosen.contains(.claudeCode), settings.values[.noUpdateSettings] == nil {
            Console.note("  the settings of claude-code, too, when the shim is up; to prevent that: --no-update-settings")
        }
    }

    private func configure(_ chosen: [ClientName], port: Int) throws {
        // Before a shim is up Claude Code would talk to nobody; the shim writes its settings then.
        let now = chosen.filter { $0 != .claudeCode }
        guard !now.isEmpty else { return }
        let settings = try ClientSettings(port: port > 0 ? port : nil, isWriting: true)
        settings.write(settings.plans(named: now), isBrief: true)
    }
}

/// What can be checked of the connection to Argo before anything is written. It does not log in, because failed logins count.
struct InitChecks {
    let plan: RunPlan
    let options: RunOptions

    func findings() async -> [Finding] {
        guard case .tunnel(let tunnel) = plan.path else {
            return await UpstreamCheck(plan: plan, login: true, spend: false, options: options).findings()
        }
        // One connection in all: servers count those that come and go without a login.
        let findings = await SSHCheck(tunnel).findings(connects: false)
        // Without a route the findings say why.
        guard let hops = try? await tunnel.request.route(folders: .ofThisProcess, user: .ofThisProcess).hops, let first = hops.first
        else { return findings }
        return findings + [await hostKey(of: first)]
            + hops.dropFirst().map { hop in
                .skipped("hop", "\(hop.name) is behind \(first.name), which needs a login: its host key is shown then.")
            }
    }

    private func hostKey(of hop: Hop) async -> Finding {
        do throws(TunnelError) {
            let look = try await HostKeyProbe(at: hop)
            let key = "\(look.algorithm) \(look.fingerprint)"
            switch look.decision {
            case .trusted(let place):
                return .good("hop", "\(hop.name) is reachable and has the known host key: \(place.file):\(place.line)")
            case .unknown:
                return .warning(
                    "hop", "\(hop.name) is reachable, but its host key is not known yet: \(key)",
                    "Compare it with the fingerprint from the help desk.",
                    "The first start in a terminal shows it again and asks.")
            case .changed(let place):
                throw .hostKeyChanged(
                    hop: hop.name, address: hop.address, algorithm: look.algorithm, fingerprint: look.fingerprint, known: place)
            case .revoked(let place):
                throw .hostKeyRevoked(hop: hop.name, address: hop.address, fingerprint: look.fingerprint, known: place)
            }
        } catch {
            return .failure("hop", Advice(error))
        }
    }
}

/// The settings that the first set-up writes.
struct InitSettings {
    var values: [ConfigKey: ConfigValue]

    /// - Parameters:
    ///   - typed: what the command line says.
    ///   - folder: the one that relative paths of the command line begin at; the file's own begin at the file's.
    init(typed: TypedOptions, folder: String) {
        values = typed.values
        for (key, value) in values where key.kind == .path {
            if let path = value.text, !path.hasPrefix("/") { values[key] = .text(folder + "/" + path) }
        }
    }

    /// Whether it is said how Argo is reached.
    var namesWay: Bool {
        let keys: Set<ConfigKey> = [
            .direct, .upstream, .tunnelHost, .tunnelPort, .host, .jump, .nojump, .sshConfig, .target, .password, .sshUser,
        ]
        return !keys.isDisjoint(with: values.keys)
    }

    /// The login name for the SSH servers, where these would else be given the local one. What an SSH configuration says is left to it.
    ///
    /// - Parameters:
    ///   - user: the name at the laboratory.
    ///   - loginName: the one on this machine, which `ssh` tells where nothing is configured.
    ///   - hopUsers: the names that the servers would be given.
    mutating func setSSHUser(_ user: String, loginName: String, hopUsers: [String]) {
        guard values[.sshUser] == nil, user != loginName, hopUsers.contains(loginName) else { return }
        values[.sshUser] = .text(user)
    }

    /// The same as options.
    var arguments: [String] { ConfigKey.allCases.flatMap { key in values[key]?.arguments(for: key) ?? [] } }

    /// As they stand in the file.
    var lines: [String] { ConfigKey.allCases.compactMap { key in values[key].map { "\(key.rawValue): \($0.yaml)" } } }
}
