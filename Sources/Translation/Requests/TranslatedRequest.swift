/// A request in the upstream's dialect. Google's model and streaming stand in its URL, which the caller makes.
public struct TranslatedRequest: Equatable, Sendable {
    /// JSON in UTF-8.
    public let body: [UInt8]
    /// What was left out or changed.
    public let notes: [TranslationNote]
    /// What the translation of the answer needs.
    public let reply: AnswerContext
}
