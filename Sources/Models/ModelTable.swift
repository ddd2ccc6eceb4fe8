extension ModelProfile {
    /// Every line of models. The first row that fits a model counts, and the last row of a family also fits a model whose version is not
    /// known. A row without an upper bound is what a model that comes out tomorrow is taken for.
    static let table: [ModelProfile] = claude + gpt + gemini + others

    private static let blind: [ModelCapability] = [.text, .tools]
    private static let seeing: [ModelCapability] = [.text, .vision, .tools]
    private static let all: [ModelCapability] = [.text, .vision, .tools, .reasoning]

    // MARK: Claude

    /// Sources: https://platform.claude.com/docs/en/about-claude/models/overview and its page of deprecated models for what an answer may
    /// have (for what is newer than that page, the least that it says of the newest of the family);
    /// https://platform.claude.com/docs/en/build-with-claude/effort (Opus 4.5 without `max`; `max` from 4.6, `xhigh` from 4.7 on);
    /// …/adaptive-thinking, …/extended-thinking and the migration guides of Claude Opus 4.7, Sonnet 5 and Opus/Sonnet 5.5; quirk 15.
    private static let claude: [ModelProfile] = [
        claude(.init(.opus, below: .init(4)), output: 4_096, .budget, [], can: seeing),
        claude(.init(.opus, below: .init(4, 1)), output: 32_000, .budget, []),
        claude(.init(.opus, below: .init(4, 5)), output: 32_000, .budget, [], [.refusesTemperatureWithTopP]),
        claude(.init(.opus, below: .init(4, 6)), output: 64_000, .budget, upToHigh, [.refusesTemperatureWithTopP]),
        claude(.init(.opus, below: .init(4, 7)), output: 128_000, .either, upToHigh + [.max], [.refusesTemperatureWithTopP]),
        claude(.init(.opus, below: .init(5, 5)), output: 128_000, .adaptive, upToHigh + [.xhigh, .max]),
        claude(.init(.opus, from: .init(5, 5)), output: 128_000, .adaptive, upToHigh + [.xhigh, .max], [.refusesDisabledReasoning]),
        claude(.init(.opus), output: 32_000, .unknown, nil),

        claude(.init(.sonnet, below: .init(3, 7)), output: 8_192, .budget, [], can: seeing),
        claude(.init(.sonnet, below: .init(4, 5)), output: 64_000, .budget, []),
        claude(.init(.sonnet, below: .init(4, 6)), output: 64_000, .budget, [], [.refusesTemperatureWithTopP]),
        claude(.init(.sonnet, below: .init(5)), output: 64_000, .either, upToHigh + [.max], [.refusesTemperatureWithTopP]),
        claude(.init(.sonnet, below: .init(5, 5)), output: 64_000, .adaptive, upToHigh + [.xhigh, .max]),
        claude(.init(.sonnet, from: .init(5, 5)), output: 64_000, .adaptive, upToHigh + [.xhigh, .max], [.refusesDisabledReasoning]),
        claude(.init(.sonnet), output: 32_000, .unknown, nil),

        claude(.init(.haiku, below: .init(3, 5)), output: 4_096, .budget, [], can: seeing),
        claude(.init(.haiku, below: .init(4)), output: 8_192, .budget, [], can: seeing),
        claude(.init(.haiku, below: .init(4, 6)), output: 64_000, .budget, [], [.refusesTemperatureWithTopP]),
        claude(.init(.haiku, below: .init(5)), output: 64_000, .unknown, nil, [.refusesTemperatureWithTopP]),
        claude(.init(.haiku, from: .init(5)), output: 64_000, .adaptive, upToHigh + [.xhigh, .max]),
        claude(.init(.haiku), output: 32_000, .unknown, nil),

        // Lines of another name. 32,000 is what every Claude since version 4 takes.
        claude(.init(.claude, below: .init(3)), output: 32_000, .either, nil, can: [.text]),
        claude(.init(.claude, from: .init(5)), output: 32_000, .adaptive, nil),
        claude(.init(.claude), output: 32_000, .either, nil),
    ]

    private static let upToHigh: [ReasoningEffort] = [.low, .medium, .high]

    /// What a Claude model takes as `thinking.type`, beside `disabled`.
    private enum ClaudeThinking {
        case budget, adaptive, either
        /// Nothing that a client asks is changed, and a budget is what is asked for in translation.
        case unknown
    }

    private static func claude(
        _ models: ModelRange, output: Int, _ thinking: ClaudeThinking, _ efforts: [ReasoningEffort]?, _ more: Set<Flag> = [],
        can capabilities: [ModelCapability] = all
    ) -> ModelProfile {
        let flags: Set<Flag> =
            switch thinking {
            case .budget: [.refusesAdaptiveThinking]
            // These take no sampling parameters at all.
            case .adaptive: [.refusesThinkingBudget, .refusesTemperature, .refusesTopP, .refusesTopK, .refusesTemperatureWithTopP]
            case .either, .unknown: []
            }
        // https://platform.claude.com/docs/en/build-with-claude/context-windows: 200K; 1M for Opus and Sonnet 4.6 and later. That Argo lets
        // so much through is not known. Quirk 11: Argo's cloud project refuses strict tools and structured output; nor does it download:
        // "URL sources are not supported" (https://github.com/langchain-ai/langchain-google/issues/1088).
        return ModelProfile(
            models: models, contextTokens: 200_000, maximumOutput: output, capabilities: capabilities,
            reasoning: thinking == .adaptive || thinking == .either ? .adaptive(efforts ?? []) : .budget, efforts: efforts,
            argoDialect: .messages,
            flags: flags.union(more).union([.refusesStructuredOutput, .refusesURLs, .refusesSamplingBesideReasoning]))
    }

    // MARK: OpenAI

    /// Sources: https://platform.openai.com/docs/models, a page for each. The context is Azure's
    /// (https://learn.microsoft.com/azure/foundry/foundry-models/concepts/models-sold-directly-by-azure): 272,000 for the input and 128,000
    /// for the output of GPT-5; 1,050,000 for GPT-5.4, but there and for GPT-4.1 128k where throughput is provisioned, and the least counts
    /// (…/azure/foundry/openai/how-to/provisioned-throughput-onboarding).
    private static let gpt: [ModelProfile] = [
        chat(.init(.gpt, named: "gpt432k"), context: 32_768, output: 8_192, blind),
        chat(.init(.gpt, named: "gpt4turbo"), context: 128_000, output: 4_096, seeing),
        chat(.init(.gpt, named: "gpt4o"), context: 128_000, output: 16_384, seeing),
        chat(.init(.gpt, below: .init(4)), context: 16_385, output: 4_096, blind),
        chat(.init(.gpt, below: .init(4, 1)), context: 8_192, output: 8_192, blind),
        chat(.init(.gpt, below: .init(4, 2)), context: 128_000, output: 32_768, seeing),
        chat(.init(.gpt, below: .init(5)), context: 128_000, output: 8_192, blind),
        // https://platform.openai.com/docs/guides/reasoning: `minimal` in GPT-5 alone, `none` from 5.1, `xhigh` from 5.2 on.
        gpt5(.init(.gpt, below: .init(5, 1)), context: 272_000, upFromMinimal, [.refusesDisabledReasoning]),
        gpt5(.init(.gpt, below: .init(5, 2)), context: 272_000, upToHigh),
        gpt5(.init(.gpt, below: .init(5, 4)), context: 272_000, upToHigh + [.xhigh]),
        gpt5(.init(.gpt, below: .init(5, 5)), context: 128_000, upToHigh + [.xhigh]),
        gpt5(.init(.gpt, from: .init(5, 5)), context: 272_000, upToHigh + [.xhigh]),
        ModelProfile(models: .init(.gpt), contextTokens: 128_000, maximumOutput: 128_000, capabilities: all),
        // 16,384 of the 128,000 are for the output.
        chat(.init(.otherOpenAI), context: 111_616, output: 16_384, seeing),
        oSeries(.init(.reasoning, named: "gpto1mini"), context: 128_000, output: 65_536, [.text, .reasoning]),
        oSeries(.init(.reasoning, named: "gpto1preview"), context: 128_000, output: 32_768, [.text, .reasoning]),
        oSeries(.init(.reasoning, named: "gpto3mini"), context: 200_000, output: 100_000, blind + [.reasoning]),
        oSeries(.init(.reasoning), context: 200_000, output: 100_000, all),
    ]

    private static func chat(_ models: ModelRange, context: Int, output: Int, _ capabilities: [ModelCapability]) -> ModelProfile {
        ModelProfile(models: models, contextTokens: context, maximumOutput: output, capabilities: capabilities, argoDialect: .chat)
    }

    private static func gpt5(_ models: ModelRange, context: Int, _ efforts: [ReasoningEffort], _ more: Set<Flag> = []) -> ModelProfile {
        ModelProfile(
            models: models, contextTokens: context, maximumOutput: 128_000, capabilities: all, reasoning: .effort(efforts),
            argoDialect: .responses, flags: reasoningFlags.union(more).union([.takesFreeformTools]))
    }

    private static func oSeries(_ models: ModelRange, context: Int, output: Int, _ capabilities: [ModelCapability]) -> ModelProfile {
        ModelProfile(
            models: models, contextTokens: context, maximumOutput: output, capabilities: capabilities, reasoning: .effort(upToHigh),
            argoDialect: .responses, flags: reasoningFlags.union([.refusesDisabledReasoning]))
    }

    /// Of OpenAI's models that reason: https://platform.openai.com/docs/guides/reasoning, and quirk 15.
    private static let reasoningFlags: Set<Flag> = [.refusesTemperature, .refusesTopP, .refusesStop, .takesDeveloperRole]

    // MARK: Google

    /// Sources: https://ai.google.dev/gemini-api/docs/models, and https://ai.google.dev/gemini-api/docs/thinking for Google's own service: a
    /// budget up to Gemini 2.5, a level from 3 on.
    private static let gemini: [ModelProfile] = [
        gemini(.init(.gemini, below: .init(2, 5)), output: 8_192, can: seeing),
        gemini(.init(.gemini, below: .init(3)), .budget, [.refusesDisabledReasoningAtGoogle]),
        gemini(.init(.gemini, from: .init(3)), .effort([.low, .high]), [.refusesDisabledReasoningAtGoogle]),
        gemini(.init(.gemini)),

        gemini(.init(.geminiFlash, below: .init(2, 5)), output: 8_192, can: seeing),
        gemini(.init(.geminiFlash, below: .init(3)), .budget),
        gemini(.init(.geminiFlash, below: .init(3, 5)), .effort(upFromMinimal), [.refusesDisabledReasoningAtGoogle]),
        gemini(.init(.geminiFlash, below: .init(3, 6)), .effort(upFromMinimal), [.refusesDisabledReasoningAtGoogle, .failsOnFewTokens]),
        gemini(.init(.geminiFlash, from: .init(3, 6)), .effort(upFromMinimal), [.refusesDisabledReasoningAtGoogle]),
        gemini(.init(.geminiFlash)),

        gemini(.init(.geminiFlashLite, below: .init(2, 5)), output: 8_192, .unsupported, [.failsOnMaxTokens], can: seeing),
        gemini(.init(.geminiFlashLite, below: .init(3)), .budget, [.failsOnMaxTokens]),
        gemini(.init(.geminiFlashLite, from: .init(3)), .effort(upFromMinimal), [.refusesDisabledReasoningAtGoogle, .failsOnMaxTokens]),
        gemini(.init(.geminiFlashLite), .unsupported, [.failsOnMaxTokens]),
    ]

    private static let upFromMinimal: [ReasoningEffort] = [.minimal] + upToHigh

    private static func gemini(
        _ models: ModelRange, output: Int = 65_536, _ reasoningAtGoogle: ReasoningStyle = .unsupported, _ more: Set<Flag> = [],
        can capabilities: [ModelCapability] = all
    ) -> ModelProfile {
        // https://cloud.google.com/vertex-ai/generative-ai/docs/models: 1,048,576. Quirk 14, and
        // https://ai.google.dev/gemini-api/docs/openai for what Google's own service in OpenAI's dialect takes.
        ModelProfile(
            models: models, contextTokens: 1_000_000, maximumOutput: output, capabilities: capabilities, reasoning: .effort(upFromMinimal),
            reasoningAtGoogle: reasoningAtGoogle, argoDialect: .chat,
            flags: more.union([.takesAudio, .refusesNullContent, .refusesParallelCallHistory, .refusesVendorFields]))
    }

    // MARK: Others

    private static let others: [ModelProfile] = [
        // https://platform.openai.com/docs/api-reference/embeddings/create
        ModelProfile(models: .init(.embedding), contextTokens: 8_192, capabilities: [.embedding]),
        // https://huggingface.co/openai/gpt-oss-120b (text alone, three levels of reasoning) and the model card,
        // https://arxiv.org/abs/2508.10925 (131,072).
        ModelProfile(
            models: .init(.openWeights), contextTokens: 131_072, capabilities: blind + [.reasoning], reasoning: .effort(upToHigh),
            reasoningAtGoogle: .effort(upToHigh), flags: [.refusesDisabledReasoning, .refusesDisabledReasoningAtGoogle, .refusesFiles]),
    ]
}
