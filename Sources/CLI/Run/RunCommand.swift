import ArgumentParser
import Shim
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Run the shim in the foreground (the default).")

    @OptionGroup var options: RunOptions

    func run() async throws {
        let folders = UserFolders.ofThisProcess
        let plan = try RunPlan(options, user: .ofThisProcess, modelCachePath: folders.state + "/models.json")
        for warning in plan.warnings { Console.warning(warning) }
        let tokens = try loadTokens(TokenFile(folder: folders.state))
        let daemon = Daemon(plan: plan, tokens: tokens, settings: settingsSync(folders), access: options.access, logger: options.logger)
        try await daemon.run()
    }

    private func loadTokens(_ file: TokenFile) throws -> LiveTokens {
        let loaded =
            options.access.rotateToken
            ? try file.rotate(grace: .seconds(options.access.tokenGrace), now: .now) : try file.loadOrCreate()
        for warning in loaded.warnings { Console.warning(warning.description) }
        return LiveTokens(file: file, tokens: loaded.tokens)
    }

    /// Nil when the user keeps the settings by hand.
    private func settingsSync(_ folders: UserFolders) -> SettingsSync? {
        guard !options.access.noUpdateSettings else { return nil }
        let delivery: TokenDelivery =
            options.access.apiKeyHelper == .echo ? .echo : .command(program: Process.programPath, arguments: ["token"])
        return SettingsSync(synchronizer: TokenSynchronizer(folders: folders), delivery: delivery)
    }
}
