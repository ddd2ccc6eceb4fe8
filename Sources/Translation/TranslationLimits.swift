/// What bounds a translation's memory and time.
package struct TranslationLimits: Equatable, Sendable {
    /// The most tool calls in one answer.
    package var parallelCalls: Int
    /// The most bytes of an answer that are held back, because they cannot be sent before something else has ended.
    package var heldBytes: Int
    /// The most bytes of text and arguments in one answer.
    package var answerBytes: Int
    /// The deepest nesting of a schema or a result that is rewritten.
    package var depth: Int
    /// The most values in a schema after its references have been put in their places.
    package var schemaValues: Int

    /// - Parameters:
    ///   - parallelCalls: calls; OpenAI takes at most 128 tools, and no model has been seen to call more at once.
    ///   - heldBytes: bytes.
    ///   - answerBytes: bytes; a hundred times what the largest output of today's models takes.
    ///   - depth: levels; the vendors take between 5 and 32 in schemas.
    ///   - schemaValues: values.
    package init(
        parallelCalls: Int = 128, heldBytes: Int = 16 << 20, answerBytes: Int = 64 << 20, depth: Int = 64, schemaValues: Int = 100_000
    ) {
        self.parallelCalls = parallelCalls
        self.heldBytes = heldBytes
        self.answerBytes = answerBytes
        self.depth = depth
        self.schemaValues = schemaValues
    }
}
