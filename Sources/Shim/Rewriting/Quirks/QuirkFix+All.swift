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
