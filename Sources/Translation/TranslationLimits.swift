/// What bounds a translation's memory and time.
package struct TranslationLimits: Equatable, Sendable {
    /// The most tool calls in one answer: OpenAI takes at most 128 tools, and no model has been seen to call more at once.
    package var parallelCalls = 128
    /// The most bytes of an answer that are held back, because they cannot be sent before something else has ended.
    package var heldBytes = 16 << 20
    /// The most bytes of text and arguments in one answer: a hundred times what the largest output of today's models takes.
    package var answerBytes = 64 << 20
    /// The deepest nesting of a schema or a result that is rewritten: the vendors take between 5 and 32 in schemas.
    package var depth = 64
    /// The most values in a schema after its references have been put in their places.
    package var schemaValues = 100_000

    package init() {}
}
