/// The routes of Argo; the raw value is the path below `/argoapi`.
enum Route: String, CaseIterable, Sendable {
    case models = "/v1/models"
    case chat = "/v1/chat/completions"
    case messages = "/v1/messages"
    case countTokens = "/v1/messages/count_tokens"
    case embeddings = "/v1/embeddings"
    case responses = "/v1/responses"
    case legacyChat = "/api/v1/resource/chat"
    case legacyStreamChat = "/api/v1/resource/streamchat"
    case legacyEmbed = "/api/v1/resource/embed"

    /// Everything is served below this path.
    static let prefix = "/argoapi"

    /// The route of a path, with or without a slash at its end.
    init?(path: String) {
        guard path.hasPrefix(Self.prefix) else { return nil }
        let rest = path.dropFirst(Self.prefix.count)
        self.init(rawValue: String(rest.hasSuffix("/") ? rest.dropLast() : rest))
    }

    var method: String {
        self == .models ? "GET" : "POST"
    }

    /// Whether replies and errors have Anthropic's shape.
    var isAnthropic: Bool {
        self == .messages || self == .countTokens
    }

    /// Whether the user travels in the body.
    var takesUserFromBody: Bool {
        switch self {
        case .chat, .embeddings, .legacyChat, .legacyStreamChat, .legacyEmbed: true
        case .models, .messages, .countTokens, .responses: false
        }
    }

    /// Whether the route serves vectors.
    var isForEmbeddings: Bool {
        self == .embeddings || self == .legacyEmbed
    }
}
