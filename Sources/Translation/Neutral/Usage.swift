/// How many tokens were read and written.
public struct Usage: Equatable, Sendable {
    /// All that was read, cached tokens included.
    public var input: Int
    /// What of `input` came out of the cache.
    public var cacheRead: Int
    /// What of `input` went into the cache.
    public var cacheCreation: Int
    /// All that was written, reasoning included.
    public var output: Int
    /// What of `output` was reasoning.
    public var reasoning: Int

    /// - Parameters: tokens; what is negative counts as 0.
    public init(input: Int = 0, cacheRead: Int = 0, cacheCreation: Int = 0, output: Int = 0, reasoning: Int = 0) {
        self.input = Self.bounded(input)
        self.cacheRead = Self.bounded(cacheRead)
        self.cacheCreation = Self.bounded(cacheCreation)
        self.output = Self.bounded(output)
        self.reasoning = Self.bounded(reasoning)
    }

    /// What was read and not cached: the meaning of `input_tokens` in Messages.
    var uncachedInput: Int { max(0, input - cacheRead - cacheCreation) }
    /// What was written for the reader.
    var visibleOutput: Int { max(0, output - reasoning) }
    var total: Int { input + output }

    /// Figures from outside are bounded so that sums of them cannot overflow.
    static func bounded(_ count: Int) -> Int { min(max(0, count), 1 << 48) }
}
