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
    private let file: TokenFile
    private let state: NIOLockedValueBox<AcceptedTokens>

    init(file: TokenFile, tokens: AcceptedTokens) {
        self.file = file
        state = NIOLockedValueBox(tokens)
    }

    /// The token that clients should use.
    var current: AccessToken { state.withLockedValue { $0.current } }

    /// A token that is not known may have been made a moment ago: the file, a few bytes, is read once before the request is refused.
    func acceptsAny(of candidates: [String]) -> Bool {
        let now = Date.now
        let isKnown = { @Sendable (tokens: inout AcceptedTokens) in candidates.contains { tokens.accepts($0, at: now) } }
        return state.withLockedValue(isKnown) || reload() && state.withLockedValue(isKnown)
    }

    /// The token for which `isRight` holds, among those that are good now; the file is read once before there is none.
    func token(where isRight: (String) -> Bool) -> String? {
        let now = Date.now
        func find() -> String? {
            let tokens = state.withLockedValue { $0 }
            if isRight(tokens.current.secret) { return tokens.current.secret }
            guard let previous = tokens.previous, now < previous.expiry, isRight(previous.token.secret) else { return nil }
            return previous.token.secret
        }
        return find() ?? (reload() ? find() : nil)
    }

    /// Makes a new token; the one before it stays good for `grace`.
    func rotate(grace: Duration, now: Date = .now) throws {
        let rotated = try file.rotate(grace: grace, now: now)
        state.withLockedValue { $0 = rotated.tokens }
    }

    /// When the token in the file was made; nil when the file cannot be looked at.
    var timeOfCurrent: Date? {
        // A file that is gone or cannot be seen has no age, and nothing is due by it.
        (try? FileManager.default.attributesOfItem(atPath: file.path))?[.modificationDate] as? Date
    }

    /// Replaces the token unless another process has done so, whose token is taken over then.
    func rotateOnce(grace: Duration, now: Date) throws {
        let rotated = try file.rotate(grace: grace, now: now, replacing: current)
        state.withLockedValue { $0 = rotated.tokens }
    }

    /// Reads the file again.
    ///
    /// - Returns: whether there is another token than before. A file that cannot be read changes nothing: the tokens that were good stay.
    func reload() -> Bool {
        // The file may be damaged or gone; `argo-shim token` says so, and running clients must not pay for it.
        guard let loaded = try? file.load() else { return false }
        return state.withLockedValue { tokens in
            guard tokens != loaded.tokens else { return false }
            tokens = loaded.tokens
            return true
        }
    }
}
