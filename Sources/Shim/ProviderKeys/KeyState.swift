import TokenSync

/// Whether a provider's key is there, as far as can be told without asking anybody for it.
package struct KeyState: Equatable, Sendable {
    package enum Kind: String, Sendable {
        /// None is wanted.
        case unneeded = "not needed"
        case found
        /// A program prints it, and has not been asked.
        case unasked = "not asked for"
        case missing
        case expired
        /// Something is there, and cannot be read or is no key.
        case unusable
    }

    package let kind: Kind
    /// Where it is; where it is missing, every place where it could be. Empty where none is wanted.
    package let places: [String]
    /// Why it cannot be used, a whole sentence.
    package var reason: String?

    /// Looks at files and nothing else: no program is run, and no login is renewed. It blocks its thread.
    ///
    /// - Parameters:
    ///   - sources: in the order in which they count.
    ///   - unixTime: now, in seconds since 1970.
    package init(of sources: [KeySource], unixTime: Int) {
        let first = sources.lazy.compactMap { Self($0, unixTime) }.first
        self = first ?? Self(kind: sources.isEmpty ? .unneeded : .missing, places: sources.map(\.place))
    }

    private init(kind: Kind, places: [String], reason: String? = nil) {
        (self.kind, self.places, self.reason) = (kind, places, reason)
    }

    /// - Returns: nil where there is none, so that the next place counts.
    private init?(_ source: KeySource, _ unixTime: Int) {
        var kind = Kind.found
        var reason: String?
        do throws(KeyFault) {
            switch source {
            case .variable(_, let key):
                guard key != nil else { return nil }
            case .file(let path):
                guard try ProviderKeys.read(path) != nil else { return nil }
            case .command:
                kind = .unasked
            case .globus(let login):
                guard let found = try GlobusAccess.find(login) else { return nil }
                // What has ended is renewed by the next request, where it can be.
                if found.tokens.expiresAt <= unixTime, found.tokens.refreshToken == nil { kind = .expired }
            }
        } catch {
            kind = .unusable
            reason = if case .unreadable(let words) = error { words } else { "\(source.place) does not contain a key." }
        }
        self.init(kind: kind, places: [source.place], reason: reason)
    }
}
