import Translation

/// Which models are asked by another of Argo's routes than the one that a client of a dialect means; it can be switched off by its name,
/// and then the client gets what Argo says on its own route.
package struct TranslationRule: Sendable {
    /// In lower case with hyphens, as it stands in settings.
    package let name: String
    /// What goes wrong without it, in one line.
    package let purpose: String
    let clients: Set<Dialect>
    let models: [ModelRange]
    let target: Endpoint

    /// Every rule there is.
    ///
    /// A GPT model that reasons shows its reasoning in Responses alone; one that does not has more parameters in Chat.
    package static let all: [TranslationRule] = [
        TranslationRule(
            name: "claude-by-messages",
            purpose: "Claude has its thinking and its cache in Messages alone, and Argo serves no Claude on Responses (quirk 5).",
            clients: [.chat, .responses, .google], models: ModelRange.allClaude, target: .messages),
        TranslationRule(
            name: "gpt-by-responses",
            purpose:
                "Argo serves GPT neither on Messages (quirk 6) nor to Google's SDK; the GPT-5 family and the o-series go by Responses.",
            clients: [.messages, .google], models: [.init(.gpt, from: .init(5)), .init(.reasoning)], target: .responses),
        TranslationRule(
            name: "gpt-by-chat",
            purpose: "Argo serves GPT neither on Messages (quirk 6) nor to Google's SDK; models that do not reason go by Chat Completions.",
            clients: [.messages, .google], models: [.init(.gpt, below: .init(5)), .init(.otherOpenAI)], target: .chatCompletions),
        TranslationRule(
            name: "gemini-by-chat",
            purpose: "Argo serves Gemini on Chat Completions alone (quirks 5, 6 and 14).",
            clients: [.messages, .responses, .google], models: ModelRange.allGemini, target: .chatCompletions),
    ]

    /// Where a model is asked for a client whose dialect Argo does not speak at all: by its rule, whether that is switched off or not.
    static func target(of identity: ModelIdentity?) -> Endpoint {
        identity.flatMap { identity in all.first { $0.clients.contains(.google) && $0.applies(to: identity) } }?.target ?? .chatCompletions
    }

    /// Whether a model is asked by this rule's route, for a client of one of its dialects.
    func applies(to identity: ModelIdentity) -> Bool {
        models.contains { $0.contains(identity) }
    }
}
