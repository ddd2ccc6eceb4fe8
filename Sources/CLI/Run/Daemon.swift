import Logging
import Shim
import TokenSync

/// Puts the parts together and runs them until a signal says stop.
struct Daemon {
    let plan: RunPlan
    let tokens: LiveTokens
    let settings: SettingsSync?
    let access: AccessOptions
    let logger: Logger

    /// Returns when SIGINT or SIGTERM has come and streams have had their time to finish.
    func run() async throws {
        Process.raiseFileLimit()
        let server = try await ShimServer.start(
            plan.shim, connector: plan.connector, tokens: access.noAuth ? nil : tokens, logger: logger)
        // Only now: a shim that cannot start must not shut out the clients of one that runs.
        if access.rotateToken { try tokens.rotate(grace: .seconds(access.tokenGrace)) }
        let watch = TokenWatch(tokens: tokens, settings: settings, port: server.port, logger: logger)
        if let settings {
            if let models = server.knownModels { settings.update(models) }
            settings.write(port: server.port, token: tokens.current)
            server.onModels { models in
                settings.update(models)
                settings.write(port: server.port, token: tokens.current)
            }
        }
        Console.line("✅ Shim running on \(server.port) -> https://\(plan.shim.upstreamName)/argoapi (\(plan.way))")
        try await ShimRunner(server: server, services: [watch], logger: logger).run()
    }
}
