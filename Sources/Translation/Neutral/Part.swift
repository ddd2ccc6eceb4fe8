/// One piece of a turn.
struct Part: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case text(String)
        case image(Image)
        case file(File)
        case audio(Audio)
        case call(ToolCall)
        case result(ToolResult)
        case reasoning(ReasoningText)
        case refusal(String)
    }

    var kind: Kind
    var cache: CacheMark?
    var path: JSONPath

    init(_ kind: Kind, cache: CacheMark? = nil, path: JSONPath) {
        self.kind = kind
        self.cache = cache
        self.path = path
    }
}
