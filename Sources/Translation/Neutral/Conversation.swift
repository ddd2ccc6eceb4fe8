/// A request in no dialect: what any of them can say.
public struct Conversation: Equatable, Sendable {
    /// The model that the client asked for; nil where the dialect has it in the URL.
    public var model: String?
    /// Instructions before the first turn.
    public var system: [SystemText] = []
    public var turns: [Turn] = []
    public var tools: [Tool] = []
    public var toolChoice: ToolChoice?
    public var allowsParallelCalls: Bool?
    public var sampling = Sampling()
    public var reasoning: Reasoning?
    public var outputFormat: OutputFormat?
    public var cacheKey: String?
    public var user: String?
    /// An object of strings, as its bytes.
    public var metadata: [UInt8]?
    public var isStreaming = false
    /// Whether a Chat client asked for the chunk with the usage.
    public var showsUsage = false

    public init() {}
}
