/// One piece of a turn.
public struct Part: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        case text(String)
        case image(Image)
        case file(File)
        case audio(Audio)
        case call(ToolCall)
        case result(ToolResult)
        case reasoning(ReasoningText)
        case refusal(String)
    }

    public var kind: Kind
    public var cache: CacheMark?
    public var path: JSONPath

    init(_ kind: Kind, cache: CacheMark? = nil, path: JSONPath) {
        self.kind = kind
        self.cache = cache
        self.path = path
    }
}
