import Logging
import ServiceLifecycle

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Replaces the token when it is due, notices that another process has, and writes the new one into the clients' settings.
struct TokenWatch: Service {
    /// A look costs one small file. `argo-shim token rotate` tells the shims of its own machine at once; this is for those of others.
    private static let interval = Duration.seconds(2)

    let tokens: LiveTokens
    let settings: SettingsSync?
    let port: Int
    /// Nil leaves the token as it is.
    var schedule: RotationSchedule?
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var written = tokens.current
            var schedule = schedule
            // A sleep that is cancelled means that the service group shuts down.
            while (try? await Task.sleep(for: Self.interval)) != nil {
                _ = tokens.reload()
                rotateIfDue(&schedule)
                guard tokens.current != written else { continue }
                written = tokens.current
                logger.notice("the access token was rotated")
                settings?.write(port: port)
            }
        }
    }

    private func rotateIfDue(_ schedule: inout RotationSchedule?) {
        let instant = ContinuousClock.now
        guard let due = schedule, let written = tokens.timeOfCurrent, due.isDue(written: written, now: .now, instant: instant) else {
            return
        }
        do {
            try tokens.rotateOnce(grace: due.grace, now: .now)
            schedule?.rotated(at: instant)
        } catch {
            // It is not the client's fault: the token that there is stays good.
            logger.warning("the access token is due and could not be replaced: \(error)")
            schedule?.failed(at: instant)
        }
    }
}
