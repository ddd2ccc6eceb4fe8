/// A value that never prints itself: what conforms gives words that say nothing of it.
package protocol SecretValue: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension SecretValue {
    /// The same words.
    package var debugDescription: String { description }
    /// Empty, so that neither `dump` nor a string interpolation finds the secret.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
