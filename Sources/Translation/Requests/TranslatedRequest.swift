/// A request in the upstream's dialect. Google's model and streaming stand in its URL, which the caller makes.
package struct TranslatedRequest: Equatable, Sendable {
    /// JSON in UTF-8.
    package let body: [UInt8]
    /// What was left out or changed.
    package let notes: [TranslationNote]
    /// What the translation of the answer needs.
    package let reply: AnswerContext
}
