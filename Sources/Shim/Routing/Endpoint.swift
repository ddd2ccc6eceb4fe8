import Translation

/// An Argo route that requests are forwarded to. The raw value is its path below `/argoapi`.
package enum Endpoint: String, CaseIterable, Sendable {
    case chatCompletions = "/v1/chat/completions"
    case completions = "/v1/completions"
    case embeddings = "/v1/embeddings"
    case messages = "/v1/messages"
    case countTokens = "/v1/messages/count_tokens"
    case responses = "/v1/responses"
    case legacyChat = "/api/v1/resource/chat"
    case legacyStreamChat = "/api/v1/resource/streamchat"
    case legacyEmbed = "/api/v1/resource/embed"

    /// The path that Argo serves without a redirect: FastAPI sends everything else on with a 307, which clients do not follow with a body.
    package var path: String {
        switch self {
        case .legacyChat, .legacyStreamChat, .legacyEmbed: rawValue + "/"
        default: rawValue
        }
    }

    /// The wire format of its requests and answers. What is neither Responses nor Messages shares Chat's error object.
    var dialect: Dialect {
        switch self {
        case .messages, .countTokens: .messages
        case .responses: .responses
        case .chatCompletions, .completions, .embeddings, .legacyChat, .legacyStreamChat, .legacyEmbed: .chat
        }
    }

    /// Whether it takes a conversation that every dialect can say.
    var isConversation: Bool {
        switch self {
        case .chatCompletions, .messages, .responses: true
        case .completions, .embeddings, .countTokens, .legacyChat, .legacyStreamChat, .legacyEmbed: false
        }
    }
}
