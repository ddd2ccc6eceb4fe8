/// The wire format that a caller speaks, which decides how errors and stream events are spelled.
public enum Dialect: Equatable, Sendable {
    /// OpenAI Chat Completions, and what shares its error object: completions, embeddings, models, Argo's legacy routes.
    case chat
    /// OpenAI Responses: the same error object, other stream events.
    case responses
    /// Anthropic Messages.
    case messages
}
