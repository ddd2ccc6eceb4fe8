extension AnswerEvent {
    /// What a client's dialect cannot be told of a step; nil where it can be told all.
    func note(for client: Dialect) -> TranslationNote? {
        switch self {
        case .finished(.paused) where client != .messages:
            TranslationNote(field: "stop_reason", what: .changed, why: "the upstream paused, and would go on if asked again")
        case .citation(let citation) where citation.url == nil && client != .messages:
            TranslationNote(field: "citations", what: .dropped, why: "only Messages has citations without an address")
        case .hiddenReasoning where client == .chat:
            TranslationNote(field: "reasoning", what: .dropped, why: "Chat Completions has no place for hidden reasoning")
        case .leftOut(let part): TranslationNote(field: part, what: .dropped, why: "\(client.displayName) has no place for it in an answer")
        default: nil
        }
    }
}
