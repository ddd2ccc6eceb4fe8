/// A request in no dialect: what any of them can say.
struct Conversation: Equatable, Sendable {
    /// The model that the client asked for; nil where the dialect has it in the URL.
    var model: String?
    /// Instructions before the first turn.
    var system: [SystemText] = []
    var turns: [Turn] = []
    var tools: [Tool] = []
    /// The tools that stand in a namespace in the client's dialect, by their names among `tools`.
    var namespacedTools: [String: NamespacedName] = [:]
    var toolChoice: ToolChoice?
    var allowsParallelCalls: Bool?
    var sampling = Sampling()
    var reasoning: Reasoning?
    var outputFormat: OutputFormat?
    var cacheKey: String?
    var user: String?
    /// An object of strings, as its bytes.
    var metadata: [UInt8]?
    var isStreaming = false
    /// Whether a Chat client asked for the chunk with the usage.
    var showsUsage = false

    init() {}
}
