import Logging
import ServiceLifecycle

/// Notices that another process has rotated the token, and writes the new one into the clients' settings.
struct TokenWatch: Service {
    /// A look costs one small file; clients that still send the old token are good for the grace period anyway.
    private static let interval = Duration.seconds(2)

    let tokens: LiveTokens
    let settings: SettingsSync?
    let port: Int
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var written = tokens.current
            // A sleep that is cancelled means that the service group shuts down.
            while (try? await Task.sleep(for: Self.interval)) != nil {
                _ = tokens.reload()
                guard tokens.current != written else { continue }
                written = tokens.current
                logger.notice("the access token was rotated")
                settings?.write(port: port, token: written)
            }
        }
    }
}
