/// The secret that a provider is shown. It never prints itself.
package struct ProviderKey: Equatable, Sendable {
    /// Tokens of Globus have some 100 characters, JSON web tokens some thousand.
    static let maximumLength = 16 * 1_024

    /// For the header of a request.
    let secret: String

    /// - Parameter text: white space around it does not count.
    /// - Returns: nil for what does not fit into a header: nothing, too much, or other characters than visible ASCII.
    package init?(_ text: String) {
        var trimmed = text.drop(while: \.isWhitespace)
        while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
        let secret = String(trimmed)
        guard (1...Self.maximumLength).contains(secret.utf8.count), secret.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        self.secret = secret
    }
}

extension ProviderKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The same words for every key.
    package var description: String { "(key)" }
    /// The same words for every key.
    package var debugDescription: String { description }
    /// Empty, so that neither `dump` nor a string interpolation finds the secret.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
