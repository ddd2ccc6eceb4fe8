/// A whole answer in the client's dialect.
public struct TranslatedAnswer: Equatable, Sendable {
    /// JSON in UTF-8.
    public let body: [UInt8]
    /// What could not be carried.
    public let notes: [TranslationNote]
}
