import NIOConcurrencyHelpers
import Shim
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The tokens that are good now, kept in step with the token file: `argo-shim token rotate` may run beside us at any time.
final class LiveTokens: AccessTokenSource {
    private struct State {
        var tokens: AcceptedTokens
        var lastLook: Date
    }

    /// How soon a wrong token may make us read the file again: often enough for a client that has the new one before us, and no more.
    private static let lookInterval: TimeInterval = 1

    private let file: TokenFile
    private let state: NIOLockedValueBox<State>

    init(file: TokenFile, tokens: AcceptedTokens, now: Date = .now) {
        self.file = file
        state = NIOLockedValueBox(State(tokens: tokens, lastLook: now))
    }

    /// The token that clients should use.
    var current: AccessToken { state.withLockedValue { $0.tokens.current } }

    func accepts(_ candidate: String) -> Bool {
        let now = Date.now
        let (accepted, isLookDue) = state.withLockedValue { state in
            let accepted = state.tokens.accepts(candidate, at: now)
            let isLookDue = !accepted && abs(now.timeIntervalSince(state.lastLook)) >= Self.lookInterval
            if isLookDue { state.lastLook = now }
            return (accepted, isLookDue)
        }
        guard isLookDue, reload() else { return accepted }
        return state.withLockedValue { $0.tokens.accepts(candidate, at: now) }
    }

    /// Makes a new token; the one before it stays good for `grace`.
    func rotate(grace: Duration, now: Date = .now) throws {
        let rotated = try file.rotate(grace: grace, now: now)
        state.withLockedValue { $0.tokens = rotated.tokens }
    }

    /// Reads the file again.
    ///
    /// - Returns: whether there is another token than before. A file that cannot be read changes nothing: the tokens that were good stay.
    func reload() -> Bool {
        // The file may be damaged or gone; `argo-shim token` says so, and running clients must not pay for it.
        guard let loaded = try? file.load() else { return false }
        return state.withLockedValue { state in
            guard state.tokens != loaded.tokens else { return false }
            state.tokens = loaded.tokens
            return true
        }
    }
}
