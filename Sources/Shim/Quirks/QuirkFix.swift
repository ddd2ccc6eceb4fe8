import Models
import Translation

/// One fault or peculiarity of Argo, or of a model behind it, that requests are changed for; it can be switched off by its name.
package struct QuirkFix: Sendable {
    /// In lower case with hyphens, as it stands in settings.
    package let name: String
    /// What goes wrong without it, in one line.
    package let purpose: String
    let endpoints: [APIEndpoint]
    /// What is done to a request.
    let change: @Sendable (inout QuirkApplication) -> Void
    /// Which models it is for; nil for all.
    var models: (@Sendable (ModelProfile) -> Bool)?

    /// Whether the fix is for a model.
    ///
    /// - Parameter profile: what is known of the model; nil for an unknown one, which gets no fix that is for particular models.
    func applies(to profile: ModelProfile?) -> Bool {
        guard let models else { return true }
        return profile.map(models) ?? false
    }

    /// What can be switched off: fixes, then translations.
    package static var names: [String] { all.map(\.name) + TranslationRule.all.map(\.name) }

    /// Checks names that are to be switched off: of fixes, or of translations (`TranslationRule`).
    ///
    /// - Throws: `UnknownQuirkFix` when there is one that names neither.
    package static func validate(_ names: Set<String>) throws(UnknownQuirkFix) {
        let unknown = names.subtracting(self.names)
        guard unknown.isEmpty else { throw UnknownQuirkFix(names: unknown.sorted(), known: self.names) }
    }
}

extension QuirkFix {
    /// Every fix there is, in the order in which they are applied: the thinking is settled before the sampling that depends on it.
    ///
    /// `ModelProfile` knows which models they are for, those of tomorrow included, and its table has the sources where the purpose names no
    /// quirk of Argo's.
    package static let all: [QuirkFix] = [
        // https://github.com/anthropics/anthropic-sdk-python, lib/threads: the SDK's tool runner asks for a thread by itself, and goes on
        // without one when it is told that there is none. Anthropic's own API alone has them.
        QuirkFix(
            name: "message-threads",
            purpose: "Argo holds no conversations, and of one that a client leaves to the server it would see the newest messages alone.",
            endpoints: [.messages], change: { $0.refuseThread() }),
        QuirkFix(
            name: "empty-thinking-blocks",
            purpose: "Argo empties thinking text in cached turns, and such a block without a signature is refused (quirk 10).",
            endpoints: [.messages, .countTokens], change: { $0.dropEmptyThinkingBlocks() }),
        QuirkFix(
            name: "gemini-flash-lite-max-tokens",
            purpose: "Gemini Flash Lite answers max_tokens with a 500, but takes max_completion_tokens (quirk 14).",
            endpoints: [.chatCompletions], change: { $0.draft.rename(.maxTokens, to: .maxCompletionTokens) },
            models: { $0.has(.failsOnMaxTokens) }),
        // Where Argo's threshold lies is not known; 16 is the least that OpenAI takes for max_output_tokens.
        QuirkFix(
            name: "gemini-small-max-tokens",
            purpose: "Gemini 3.5 Flash answers a very small max_tokens with a 500 (quirk 14).",
            endpoints: [.chatCompletions], change: { $0.raise([.maxTokens, .maxCompletionTokens], to: 16) },
            models: { $0.has(.failsOnFewTokens) }),
        QuirkFix(
            name: "gemini-parallel-tool-calls",
            purpose: "Gemini refuses a turn with several tool calls whose results come one by one (quirk 14).",
            endpoints: [.chatCompletions], change: { $0.unwindParallelToolCalls() },
            models: { $0.has(.refusesParallelCallHistory) }),
        QuirkFix(
            name: "gemini-null-content",
            purpose: "Gemini refuses messages whose content is null (quirk 14).",
            endpoints: [.chatCompletions], change: { $0.fillNullContents() }, models: { $0.has(.refusesNullContent) }),
        QuirkFix(
            name: "claude-max-completion-tokens",
            purpose: "Claude on chat/completions ignores max_completion_tokens and wants max_tokens (quirk 7).",
            endpoints: [.chatCompletions], change: { $0.draft.rename(.maxCompletionTokens, to: .maxTokens) }, models: isClaude),
        QuirkFix(
            name: "claude-strict-tools",
            purpose: "Claude behind Argo refuses strict tools (quirk 11).",
            endpoints: [.messages, .countTokens, .chatCompletions], change: { $0.dropStrictTools() },
            models: { $0.has(.refusesStructuredOutput) }),
        QuirkFix(
            name: "claude-adaptive-thinking",
            purpose: "Claude 4.5 and older refuse adaptive thinking and want a budget (quirk 15).",
            endpoints: [.messages, .countTokens], change: { $0.giveThinkingBudget() }, models: { $0.has(.refusesAdaptiveThinking) }),
        QuirkFix(
            name: "claude-manual-thinking",
            purpose: "Claude Opus 4.7 and later, and all of Claude 5, refuse a thinking budget and want adaptive (quirk 15).",
            endpoints: [.messages, .countTokens], change: { $0.makeThinkingAdaptive() }, models: { $0.has(.refusesThinkingBudget) }),
        QuirkFix(
            name: "claude-opus-disabled-thinking",
            purpose: "Claude Opus 5.5 and later always think and refuse thinking that is disabled.",
            endpoints: [.messages, .countTokens], change: { $0.replaceDisabledThinking(by: .absent) },
            models: { $0.family == .opus && $0.has(.refusesDisabledReasoning) }),
        QuirkFix(
            name: "claude-sonnet-disabled-thinking",
            purpose: "Claude Sonnet 5.5 and later refuse thinking that is disabled and want between_tools.",
            endpoints: [.messages, .countTokens], change: { $0.replaceDisabledThinking(by: .betweenTools) },
            models: { $0.family == .sonnet && $0.has(.refusesDisabledReasoning) }),
        QuirkFix(
            name: "claude-thinking-budget",
            purpose: "A thinking budget must be below max_tokens (quirk 15).",
            endpoints: [.messages, .countTokens], change: { $0.limitThinkingBudget() }, models: isClaude),
        QuirkFix(
            name: "claude-effort",
            purpose: "Older Claude models refuse output_config.effort, or its highest levels (quirk 15).",
            endpoints: [.messages, .countTokens], change: { $0.limitEffort() }, models: isClaude),
        QuirkFix(
            name: "claude-sampling",
            purpose: "Claude Opus 4.7 and later, and all of Claude 5, refuse temperature, top_p and top_k (quirk 15).",
            endpoints: [.messages, .chatCompletions], change: { $0.drop([.init(.temperature), .init(.topP), .init(.topK)]) },
            models: { isClaude($0) && $0.has(.refusesTemperature) }),
        QuirkFix(
            name: "gpt-sampling",
            purpose: "The GPT-5 family and the o-series refuse sampling parameters other than their defaults (quirk 15).",
            endpoints: [.chatCompletions, .responses],
            change: {
                $0.drop([
                    .init(.temperature, accepting: 1), .init(.topP, accepting: 1), .init(.presencePenalty, accepting: 0),
                    .init(.frequencyPenalty, accepting: 0), .init(.logprobs), .init(.topLogprobs), .init(.logitBias),
                ])
            },
            models: { $0.owner == .openai && $0.has(.refusesTemperature) }),
        QuirkFix(
            name: "claude-temperature-and-top-p",
            purpose: "Claude from Opus 4.1 and version 4.5 on refuses temperature together with top_p (quirk 15).",
            endpoints: [.messages, .chatCompletions], change: { $0.drop(.topP, beside: .temperature) },
            models: { $0.has(.refusesTemperatureWithTopP) }),
        QuirkFix(
            name: "claude-thinking-sampling",
            purpose: "Claude refuses a temperature other than 1, a top_p below 0.95 and any top_k beside thinking.",
            endpoints: [.messages], change: { $0.dropSamplingBesideThinking() }, models: { $0.has(.refusesSamplingBesideReasoning) }),
        QuirkFix(
            name: "embedding-batches",
            purpose: "Argo takes at most 16 texts in an embeddings call (quirk 16).",
            endpoints: [.embeddings], change: { $0.batchInput(size: 16) }),
    ]

    private static let isClaude: @Sendable (ModelProfile) -> Bool = { $0.owner == .anthropic }
}

/// A sampling parameter, and the value of it that even a model without sampling takes.
struct SamplingField: Sendable {
    let field: RequestField
    let accepted: Double?

    init(_ field: RequestField, accepting accepted: Double? = nil) {
        self.field = field
        self.accepted = accepted
    }
}

/// Names that were to be switched off but are no quirk fix.
package struct UnknownQuirkFix: Error, Equatable, Sendable {
    /// What was asked for, in alphabetical order.
    package let names: [String]
    /// What there is, in the order of `QuirkFix.all`.
    package let known: [String]
}

/// Which models are asked by another of Argo's routes than the one that a client of a dialect means; it can be switched off by its name,
/// and then the client gets what Argo says on its own route.
package struct TranslationRule: Sendable {
    /// In lower case with hyphens, as it stands in settings.
    package let name: String
    /// What goes wrong without it, in one line.
    package let purpose: String
    let clients: Set<Dialect>
    let owner: ModelOwner
    let target: APIEndpoint

    /// Every rule there is.
    ///
    /// A GPT model that reasons shows its reasoning in Responses alone; one that does not has more parameters in Chat.
    package static let all: [TranslationRule] = [
        TranslationRule(
            name: "claude-by-messages",
            purpose: "Claude has its thinking and its cache in Messages alone, and Argo serves no Claude on Responses (quirk 5).",
            clients: [.chat, .responses, .google], owner: .anthropic, target: .messages),
        TranslationRule(
            name: "gpt-by-responses",
            purpose:
                "Argo serves GPT neither on Messages (quirk 6) nor to Google's SDK; the GPT-5 family and the o-series go by Responses.",
            clients: [.messages, .google], owner: .openai, target: .responses),
        TranslationRule(
            name: "gpt-by-chat",
            purpose: "Argo serves GPT neither on Messages (quirk 6) nor to Google's SDK; models that do not reason go by Chat Completions.",
            clients: [.messages, .google], owner: .openai, target: .chatCompletions),
        TranslationRule(
            name: "gemini-by-chat",
            purpose: "Argo serves Gemini on Chat Completions alone (quirks 5, 6 and 14).",
            clients: [.messages, .responses, .google], owner: .google, target: .chatCompletions),
    ]

    /// Where a model is asked for a client whose dialect Argo does not speak at all: by its rule, whether that is switched off or not.
    static func target(of identity: ModelIdentity?) -> APIEndpoint {
        let profile = identity.flatMap(ModelProfile.init(of:))
        return all.first { $0.clients.contains(.google) && $0.applies(to: profile) }?.target ?? .chatCompletions
    }

    /// Whether a model is asked by this rule's route, for a client of one of its dialects.
    func applies(to profile: ModelProfile?) -> Bool {
        guard let profile else { return false }
        return profile.owner == owner && profile.argoDialect?.rawValue == target.dialect.rawValue
    }
}
