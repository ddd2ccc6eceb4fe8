package import FoundationSubset
import Logging
import NIOConcurrencyHelpers
import Relay
import ServiceLifecycle
import Shim
package import TokenSync

/// The tokens that are good now, kept in step with the token file: `argo-shim token rotate` may run beside us at any time.
package final class LiveTokens: AccessTokenSource, RelayKeySource {
    private let file: TokenFile
    private let state: NIOLockedValueBox<AcceptedTokens>

    package init(file: TokenFile, tokens: AcceptedTokens) {
        self.file = file
        state = NIOLockedValueBox(tokens)
    }

    package var current: AccessToken { state.withLockedValue { $0.current } }

    /// A token that is not known may have been made a moment ago: the file, a few bytes, is read once before the request is refused.
    package func acceptsAny(of candidates: [String]) -> Bool {
        let now = Date.now
        let isKnown = { @Sendable (tokens: inout AcceptedTokens) in candidates.contains { tokens.accepts($0, at: now) } }
        return state.withLockedValue(isKnown) || reload() && state.withLockedValue(isKnown)
    }

    /// The token for which `isRight` holds, among those that are good now; if there is none, the file is read once more.
    package func token(where isRight: (String) -> Bool) -> String? {
        let now = Date.now
        func find() -> String? {
            let tokens = state.withLockedValue { $0 }
            if isRight(tokens.current.secret) { return tokens.current.secret }
            guard let previous = tokens.previous, previous.isGood(at: now), isRight(previous.token.secret) else { return nil }
            return previous.token.secret
        }
        return find() ?? (reload() ? find() : nil)
    }

    /// Makes a new token; the one before it stays good for `grace`.
    ///
    /// - Parameter expected: the token to replace: where another process has done so, that one's is taken over. Nil for whichever is there.
    package func rotate(grace: Duration, now: Date = .now, replacing expected: AccessToken? = nil) throws {
        let rotated = try file.rotate(grace: grace, now: now, replacing: expected)
        state.withLockedValue { $0 = rotated.tokens }
    }

    /// When the token in the file was made; nil when the file cannot be looked at.
    package var timeOfCurrent: Date? {
        // A file that is gone or cannot be seen has no age, and nothing is due by it.
        (try? FileManager.default.attributesOfItem(atPath: file.path))?[.modificationDate] as? Date
    }

    /// Reads the file again.
    ///
    /// - Returns: whether there is another token than before. A file that cannot be read changes nothing: the tokens that were good stay.
    package func reload() -> Bool {
        // The file may be damaged or gone; `argo-shim token` says so, and running clients must not pay for it.
        guard let loaded = try? file.load() else { return false }
        return state.withLockedValue { tokens in
            guard tokens != loaded.tokens else { return false }
            tokens = loaded.tokens
            return true
        }
    }
}

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
            try tokens.rotate(grace: due.grace, replacing: tokens.current)
            schedule?.rotated(at: instant)
        } catch {
            // It is not the client's fault: the token that there is stays good.
            logger.warning("cannot rotate the access token, which is due: \(error)")
            schedule?.failed(at: instant)
        }
    }
}

/// When the token is to be replaced: by the age of its file, so that neither a restart nor a second shim makes a difference.
package struct RotationSchedule: Sendable {
    /// After a failure, such as a full disk.
    private static let pauseAfterFailure = Duration.seconds(60)

    /// How old a token becomes.
    package let interval: Duration
    /// How long the replaced one stays good.
    package let grace: Duration
    /// Not before this moment of a clock that nobody sets.
    private var earliest: ContinuousClock.Instant?

    package init(interval: Duration, grace: Duration) {
        self.interval = interval
        self.grace = grace
    }

    /// Whether the token is due.
    ///
    /// A token from the future was written before the clock was set back. It is due when it is further ahead than a token becomes old;
    /// a file server's clock that is a little ahead makes no difference.
    ///
    /// - Parameters:
    ///   - written: when the token's file was written.
    ///   - now: what the clock shows.
    ///   - instant: the moment on a clock that nobody sets.
    package func isDue(written: Date, now: Date, instant: ContinuousClock.Instant) -> Bool {
        if let earliest, instant < earliest { return false }
        let age = now.timeIntervalSince(written)
        return abs(age) >= TimeInterval(interval.components.seconds)
    }

    /// Notes that the token was replaced: wherever the clocks go, it is not replaced again before the interval is nearly over.
    package mutating func rotated(at instant: ContinuousClock.Instant) {
        earliest = instant + interval * 0.9
    }

    package mutating func failed(at instant: ContinuousClock.Instant) {
        earliest = instant + Self.pauseAfterFailure
    }
}
