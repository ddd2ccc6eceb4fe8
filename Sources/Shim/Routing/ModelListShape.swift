/// Whose list of models a client reads.
enum ModelListShape: Equatable, Sendable {
    /// OpenAI's and Anthropic's, which fit into one.
    case shared
    /// Google's: https://ai.google.dev/api/models.
    case google
    /// Codex's: codex-rs/protocol/src/openai_models.rs, `ModelsResponse`.
    case codex
}
