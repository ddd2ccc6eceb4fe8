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

    package init(tokens: AcceptedTokens, warnings: [Warning] = []) {
        self.tokens = tokens
        self.warnings = warnings
    }
}

extension LoadedTokens.Warning: CustomStringConvertible {
    /// One sentence for a person.
    package var description: String {
        switch self {
        case .modeRepaired(let path, let mode):
            "Others could read \(path) (mode 0\(String(mode, radix: 8))); its mode is 0600 now. "
                + "Run `argo-shim token rotate` if somebody may have read it."
        case .previousTokenUnreadable(let path):
            "The previous token in \(path) cannot be read; only the current one is accepted."
        }
    }
}
