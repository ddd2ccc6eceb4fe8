import Translation

/// One fault or peculiarity of Argo, or of a model behind it, that requests are changed for; it can be switched off by its name.
package struct QuirkFix: Sendable {
    /// In lower case with hyphens, as it stands in settings.
    package let name: String
    /// What goes wrong without it, in one line.
    package let purpose: String
    let endpoints: [APIEndpoint]
    /// The models that it is for; empty for all.
    let models: [ModelRange]
    let change: QuirkChange

    /// Whether the fix is for a model.
    ///
    /// - Parameter identity: what is known of the model; nil for an unknown one, which gets no fix that is for particular models.
    func applies(to identity: ModelIdentity?) -> Bool {
        guard !models.isEmpty else { return true }
        guard let identity else { return false }
        return models.contains { $0.contains(identity) }
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
    /// The rules are by version, so that a model that comes out tomorrow is treated like the newest of its family today. Sources, where the
    /// purpose names no quirk of Argo's: platform.claude.com/docs, build-with-claude/{adaptive-thinking,extended-thinking,effort} and the
    /// migration guides of Claude Opus 4.7, Sonnet 5 and Opus/Sonnet 5.5; platform.openai.com/docs/guides/reasoning.
    package static let all: [QuirkFix] = [
        // https://github.com/anthropics/anthropic-sdk-python, lib/threads: the SDK's tool runner asks for a thread by itself, and goes on
        // without one when it is told that there is none. Anthropic's own API alone has them.
        QuirkFix(
            name: "message-threads",
            purpose: "Argo holds no conversations, and of one that a client leaves to the server it would see the newest messages alone.",
            endpoints: [.messages], models: [], change: .refuseThread),
        QuirkFix(
            name: "empty-thinking-blocks",
            purpose: "Argo empties thinking text in cached turns, and such a block without a signature is refused (quirk 10).",
            endpoints: [.messages, .countTokens], models: [], change: .dropEmptyThinkingBlocks),
        QuirkFix(
            name: "gemini-flash-lite-max-tokens",
            purpose: "Gemini Flash Lite answers max_tokens with a 500, but takes max_completion_tokens (quirk 14).",
            endpoints: [.chatCompletions], models: [.init(.geminiFlashLite)], change: .rename(.maxTokens, to: .maxCompletionTokens)),
        // Where Argo's threshold lies is not known; 16 is the least that OpenAI takes for max_output_tokens.
        QuirkFix(
            name: "gemini-small-max-tokens",
            purpose: "Gemini 3.5 Flash answers a very small max_tokens with a 500 (quirk 14).",
            endpoints: [.chatCompletions], models: [.init(.geminiFlash, from: .init(3, 5), below: .init(3, 6))],
            change: .raise([.maxTokens, .maxCompletionTokens], to: 16)),
        QuirkFix(
            name: "gemini-parallel-tool-calls",
            purpose: "Gemini refuses a turn with several tool calls whose results come one by one (quirk 14).",
            endpoints: [.chatCompletions], models: ModelRange.allGemini, change: .unwindParallelToolCalls),
        QuirkFix(
            name: "gemini-null-content",
            purpose: "Gemini refuses messages whose content is null (quirk 14).",
            endpoints: [.chatCompletions], models: ModelRange.allGemini, change: .fillNullContents),
        QuirkFix(
            name: "claude-max-completion-tokens",
            purpose: "Claude on chat/completions ignores max_completion_tokens and wants max_tokens (quirk 7).",
            endpoints: [.chatCompletions], models: ModelRange.allClaude, change: .rename(.maxCompletionTokens, to: .maxTokens)),
        QuirkFix(
            name: "claude-strict-tools",
            purpose: "Claude behind Argo refuses strict tools (quirk 11).",
            endpoints: [.messages, .countTokens, .chatCompletions], models: ModelRange.allClaude, change: .dropStrictTools),
        QuirkFix(
            name: "claude-adaptive-thinking",
            purpose: "Claude 4.5 and older refuse adaptive thinking and want a budget (quirk 15).",
            endpoints: [.messages, .countTokens],
            models: [
                .init(.opus, below: .init(4, 6)), .init(.sonnet, below: .init(4, 6)), .init(.haiku, below: .init(4, 6)),
            ],
            change: .giveThinkingBudget),
        QuirkFix(
            name: "claude-manual-thinking",
            purpose: "Claude Opus 4.7 and later, and all of Claude 5, refuse a thinking budget and want adaptive (quirk 15).",
            endpoints: [.messages, .countTokens], models: newestClaude, change: .makeThinkingAdaptive),
        QuirkFix(
            name: "claude-opus-disabled-thinking",
            purpose: "Claude Opus 5.5 and later always think and refuse thinking that is disabled.",
            endpoints: [.messages, .countTokens], models: [.init(.opus, from: .init(5, 5))],
            change: .replaceDisabledThinking(by: .absent)),
        QuirkFix(
            name: "claude-sonnet-disabled-thinking",
            purpose: "Claude Sonnet 5.5 and later refuse thinking that is disabled and want between_tools.",
            endpoints: [.messages, .countTokens], models: [.init(.sonnet, from: .init(5, 5))],
            change: .replaceDisabledThinking(by: .betweenTools)),
        QuirkFix(
            name: "claude-thinking-budget",
            purpose: "A thinking budget must be below max_tokens (quirk 15).",
            endpoints: [.messages, .countTokens], models: ModelRange.allClaude, change: .limitThinkingBudget),
        QuirkFix(
            name: "claude-effort",
            purpose: "Older Claude models refuse output_config.effort, or its highest levels (quirk 15).",
            endpoints: [.messages, .countTokens], models: ModelRange.allClaude, change: .limitEffort),
        QuirkFix(
            name: "claude-sampling",
            purpose: "Claude Opus 4.7 and later, and all of Claude 5, refuse temperature, top_p and top_k (quirk 15).",
            endpoints: [.messages, .chatCompletions], models: newestClaude,
            change: .drop([.init(.temperature), .init(.topP), .init(.topK)])),
        QuirkFix(
            name: "gpt-sampling",
            purpose: "The GPT-5 family and the o-series refuse sampling parameters other than their defaults (quirk 15).",
            endpoints: [.chatCompletions, .responses], models: [.init(.gpt, from: .init(5)), .init(.reasoning)],
            change: .drop([
                .init(.temperature, accepting: 1), .init(.topP, accepting: 1), .init(.presencePenalty, accepting: 0),
                .init(.frequencyPenalty, accepting: 0), .init(.logprobs), .init(.topLogprobs), .init(.logitBias),
            ])),
        QuirkFix(
            name: "claude-temperature-and-top-p",
            purpose: "Claude from Opus 4.1 and version 4.5 on refuses temperature together with top_p (quirk 15).",
            endpoints: [.messages, .chatCompletions],
            models: [.init(.opus, from: .init(4, 1)), .init(.sonnet, from: .init(4, 5)), .init(.haiku, from: .init(4, 5))],
            change: .dropBeside(.topP, .temperature)),
        QuirkFix(
            name: "claude-thinking-sampling",
            purpose: "Claude refuses a temperature other than 1, a top_p below 0.95 and any top_k beside thinking.",
            endpoints: [.messages], models: ModelRange.allClaude, change: .dropSamplingBesideThinking),
        QuirkFix(
            name: "embedding-batches",
            purpose: "Argo takes at most 16 texts in an embeddings call (quirk 16).",
            endpoints: [.embeddings], models: [], change: .batchInput(size: 16)),
    ]

    /// The Claude models that only think adaptively and take no sampling parameters.
    static let newestClaude: [ModelRange] = [
        .init(.opus, from: .init(4, 7)), .init(.sonnet, from: .init(5)), .init(.haiku, from: .init(5)), .init(.claude, from: .init(5)),
    ]
}

/// What a quirk fix does to a request.
enum QuirkChange: Sendable {
    /// Refuses a request that asks the server to hold the conversation, or to go on from one that it holds.
    case refuseThread
    /// Takes out thinking blocks with neither text nor signature.
    case dropEmptyThinkingBlocks
    /// Gives a field another name; where that is taken, the field goes.
    case rename(RequestField, to: RequestField)
    /// Raises an integer that is too small.
    case raise([RequestField], to: Int)
    /// Turns call, call, result, result into call, result, call, result.
    case unwindParallelToolCalls
    /// Makes `"content": null` an empty string.
    case fillNullContents
    /// Takes `strict` off the tools.
    case dropStrictTools
    /// Turns `disabled` thinking into this, which is the least that the model takes.
    case replaceDisabledThinking(by: ReasoningRequest.Thinking)
    /// Turns `adaptive` thinking into a budget.
    case giveThinkingBudget
    /// Turns a thinking budget into `adaptive` with an effort.
    case makeThinkingAdaptive
    /// Keeps the thinking budget below `max_tokens`.
    case limitThinkingBudget
    /// Lowers or drops an effort that the model does not take.
    case limitEffort
    /// Drops these fields, except where they hold what the model does anyway.
    case drop([SamplingField])
    /// Drops the first of two fields where the second asks for something.
    case dropBeside(RequestField, RequestField)
    /// Drops sampling that does not go together with thinking.
    case dropSamplingBesideThinking
    /// Sends a list of texts in several requests of at most so many.
    case batchInput(size: Int)
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
    let models: [ModelRange]
    let target: APIEndpoint

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
    static func target(of identity: ModelIdentity?) -> APIEndpoint {
        identity.flatMap { identity in all.first { $0.clients.contains(.google) && $0.applies(to: identity) } }?.target ?? .chatCompletions
    }

    /// Whether a model is asked by this rule's route, for a client of one of its dialects.
    func applies(to identity: ModelIdentity) -> Bool {
        models.contains { $0.contains(identity) }
    }
}
