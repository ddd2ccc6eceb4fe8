package import FoundationSubset

/// The tokens that are good: the current one and, for a while after a rotation, the one before it.
package struct AcceptedTokens: Equatable, Sendable {
    /// A token that was replaced and stays good until its expiry.
    package struct Previous: Equatable, Sendable {
        package let token: AccessToken
        /// The first moment at which the token is refused.
        package let expiry: Date

        /// The longest time for which a replaced token stays good, in seconds: what `--token-grace` takes.
        private static let longestGrace: TimeInterval = 86_400

        /// Whether it is good: an expiry that is further away than any grace was set by a clock that was wrong.
        ///
        /// - Parameter now: the moment to judge by.
        package func isGood(at now: Date) -> Bool {
            now < expiry && expiry.timeIntervalSince(now) <= Self.longestGrace
        }
    }

    package let current: AccessToken
    package var previous: Previous?

    /// Whether a candidate is good, in a time that depends on neither token.
    ///
    /// - Parameters:
    ///   - candidate: what the client sent.
    ///   - now: the moment to judge by.
    package func accepts(_ candidate: String, at now: Date) -> Bool {
        guard let digest = AccessToken.digest(of: candidate) else { return false }
        let isCurrent = current.matches(digest)
        guard let previous else { return isCurrent }
        // Both are compared always: a shortcut would tell a current token from a previous one.
        let isPrevious = previous.token.matches(digest)
        return isCurrent || isPrevious && previous.isGood(at: now)
    }
}

/// What a token file held, and what was wrong about it without being an error.
package struct LoadedTokens: Equatable, Sendable {
    /// Something that a person should hear of, though the tokens are good.
    package enum Warning: Equatable, Sendable {
        /// Others could read the file; its mode, given here as it was, is 0600 now.
        case modeRepaired(path: String, mode: UInt32)
        /// The previous token cannot be read and is refused, so that clients which still send it must take the new one.
        case previousTokenUnreadable(path: String)
    }

    package let tokens: AcceptedTokens
    package let warnings: [Warning]
}

extension LoadedTokens.Warning: CustomStringConvertible {
    /// One sentence for a person.
    package var description: String {
        switch self {
        case .modeRepaired(let path, let mode):
            "Other users could read \(path) (mode 0\(String(mode, radix: 8))); its mode is 0600 now. "
                + "Run `argo-shim token rotate` if someone may have read it."
        case .previousTokenUnreadable(let path):
            "Cannot read the previous token in \(path); only the current one is accepted."
        }
    }
}
