import ArgumentParser
import Shim
import TokenSync

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Run the shim in the foreground (the default).")

    @OptionGroup var options: RunOptions

    func run() async throws {
        let folders = UserFolders.ofThisProcess
        let plan = try RunPlan(options, user: .ofThisProcess, modelCachePath: folders.state + "/models.json")
        let announcer = Announcer(format: options.logFormat, logger: options.logger)
        for warning in plan.warnings { announcer.warning(warning) }
        let file = TokenFile(folder: folders.state)
        let loaded = try file.loadOrCreate()
        for warning in loaded.warnings { announcer.warning(warning.description) }
        let tokens = LiveTokens(file: file, tokens: loaded.tokens)
        let daemon = Daemon(
            shim: plan.shim, way: try await way(plan, folders, announcer), tokens: tokens,
            settings: settingsSync(tokens, announcer), access: options.access, announcer: announcer, logger: options.logger)
        try await daemon.run()
    }

    private func way(_ plan: RunPlan, _ folders: UserFolders, _ announcer: Announcer) async throws -> Daemon.Way {
        switch plan.way {
        case .dial(let connector, let words):
            .dial(connector, words: words)
        case .tunnel(let plan):
            .tunnel(try await TunnelAssembly(plan, folders: folders, user: .ofThisProcess, announcer: announcer, logger: options.logger))
        }
    }

    /// Nil when the user keeps the settings by hand.
    private func settingsSync(_ tokens: LiveTokens, _ announcer: Announcer) -> SettingsSync? {
        guard !options.access.noUpdateSettings else { return nil }
        return SettingsSync(
            synchronizer: .ofThisProcess, tokens: tokens, helper: options.access.apiKeyHelper, program: Process.programPath,
            announcer: announcer)
    }
}
