/// What bounds a translation's memory and time.
public struct TranslationLimits: Equatable, Sendable {
    /// The most tool calls in one answer.
    public var parallelCalls: Int
    /// The most bytes of an answer that are held back, because they cannot be sent before something else has ended.
    public var heldBytes: Int
    /// The deepest nesting of a schema or a result that is rewritten.
    public var depth: Int
    /// The most values in a schema after its references have been put in their places.
    public var schemaValues: Int

    /// - Parameters:
    ///   - parallelCalls: calls; OpenAI takes at most 128 tools, and no model has been seen to call more at once.
    ///   - heldBytes: bytes.
    ///   - depth: levels; the vendors take between 5 and 32 in schemas.
    ///   - schemaValues: values.
    public init(parallelCalls: Int = 128, heldBytes: Int = 16 << 20, depth: Int = 64, schemaValues: Int = 20_000) {
        self.parallelCalls = parallelCalls
        self.heldBytes = heldBytes
        self.depth = depth
        self.schemaValues = schemaValues
    }
}
