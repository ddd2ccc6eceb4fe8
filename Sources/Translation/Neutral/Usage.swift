/// How many tokens were read and written.
struct Usage: Equatable, Sendable {
    /// All that was read, cached tokens included.
    let input: Int
    /// What of `input` came out of the cache.
    let cacheRead: Int
    /// What of `input` went into the cache.
    let cacheCreation: Int
    /// All that was written, reasoning included.
    let output: Int
    /// What of `output` was reasoning.
    let reasoning: Int

    /// - Parameters: tokens; what is negative counts as 0.
    init(input: Int = 0, cacheRead: Int = 0, cacheCreation: Int = 0, output: Int = 0, reasoning: Int = 0) {
        self.input = Self.bounded(input)
        self.output = Self.bounded(output)
        // A part is never more than the whole, so that no figure made of these is below 0.
        self.cacheRead = min(Self.bounded(cacheRead), self.input)
        self.cacheCreation = min(Self.bounded(cacheCreation), self.input - self.cacheRead)
        self.reasoning = min(Self.bounded(reasoning), self.output)
    }

    /// What was read and not cached: the meaning of `input_tokens` in Messages.
    var uncachedInput: Int { input - cacheRead - cacheCreation }
    /// What was written for the reader.
    var visibleOutput: Int { output - reasoning }
    var total: Int { input + output }

    /// Figures from outside are bounded so that sums of them cannot overflow.
    static func bounded(_ count: Int) -> Int { min(max(0, count), 1 << 48) }
}
