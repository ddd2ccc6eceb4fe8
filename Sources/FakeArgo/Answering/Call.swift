import LosslessJSON

/// A request for a model that was understood: what it asks, of which model, on which route.
struct Call {
    let route: Route
    let body: BodyNode
    let model: ServedModel
    /// Whether the request asked for a stream.
    let streams: Bool
    let quirks: Quirks

    var isClaude: Bool { model.owner == .anthropic }

    /// The bound on output tokens that the model sees; nil when there is none.
    var outputLimit: Int? {
        switch route {
        case .responses: return body["max_output_tokens"]?.integer
        case .messages, .countTokens: return body["max_tokens"]?.integer
        default:
            let limit = body["max_tokens"]?.integer
            let ignores = isClaude && quirks.ignoresMaxCompletionTokensForClaude
            return limit ?? (ignores ? nil : body["max_completion_tokens"]?.integer)
        }
    }
}
