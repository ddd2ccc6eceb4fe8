/// A wire format of language models that clients and upstreams speak.
package enum Dialect: String, CaseIterable, Equatable, Hashable, Sendable {
    /// OpenAI Chat Completions (https://platform.openai.com/docs/api-reference/chat).
    case chat
    /// OpenAI Responses (https://platform.openai.com/docs/api-reference/responses).
    case responses
    /// Anthropic Messages (https://docs.anthropic.com/en/api/messages).
    case messages
    /// Google GenAI (https://ai.google.dev/api/generate-content).
    case google

    /// What people call it.
    package var displayName: String {
        switch self {
        case .chat: "Chat Completions"
        case .responses: "Responses"
        case .messages: "Messages"
        case .google: "Google GenAI"
        }
    }
}
