/// A whole answer in the client's dialect.
package struct TranslatedAnswer: Equatable, Sendable {
    /// JSON in UTF-8.
    package let body: [UInt8]
    /// What could not be carried.
    package let notes: [TranslationNote]
}
