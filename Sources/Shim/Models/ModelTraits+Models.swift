import Translation

extension ModelTraits {
    /// What is known about a model of Argo's on one of its routes.
    ///
    /// - Parameters:
    ///   - identity: nil for a model that nothing is known about.
    ///   - model: the name that Argo takes.
    init(of identity: ModelIdentity?, model: String) {
        self.init(model: model)
        guard let identity else { return }
        switch identity.family {
        case .opus, .sonnet, .haiku, .claude: setClaude(identity)
        case .gpt, .reasoning, .otherOpenAI, .embedding: setGPT(identity)
        case .gemini, .geminiFlash, .geminiFlashLite: setGemini()
        }
    }

    // MARK: Claude

    private mutating func setClaude(_ identity: ModelIdentity) {
        maximumOutput = ClaudeOutput.maximum(of: identity)
        // Quirk 11: Argo's cloud project refuses strict tools and structured output.
        takesStructuredOutput = false
        // Nor does it download: "URL sources are not supported" (https://github.com/langchain-ai/langchain-google/issues/1088).
        fetchesURLs = false
        takesSamplingWithReasoning = false
        takesTemperatureWithTopP = false
        let isAdaptiveOnly = Self.contains(QuirkFix.newestClaude, identity)
        if isAdaptiveOnly {
            takesTemperature = false
            takesTopP = false
            takesTopK = false
        }
        let levels = (EffortSupport.levels(of: identity) ?? []).compactMap { ReasoningEffort(rawValue: $0.rawValue) }
        let isAdaptive = Self.contains(
            [.init(.opus, from: .init(4, 6)), .init(.sonnet, from: .init(4, 6)), .init(.haiku, from: .init(5)), .init(.claude)], identity)
        reasoning = isAdaptive || isAdaptiveOnly ? .adaptive(levels) : .budget
    }

    // MARK: GPT

    /// Source: https://platform.openai.com/docs/guides/reasoning: `minimal` in GPT-5 alone, `none` from 5.1, `xhigh` from 5.2 on.
    private mutating func setGPT(_ identity: ModelIdentity) {
        let isGPT5 = Self.contains([.init(.gpt, from: .init(5))], identity)
        guard isGPT5 || identity.family == .reasoning else { return }
        takesTemperature = false
        takesTopP = false
        takesStop = false
        takesDeveloperRole = true
        takesFreeformTools = isGPT5
        let version = identity.version ?? ModelVersion(0)
        canDisableReasoning = isGPT5 && version >= ModelVersion(5, 1)
        var levels: [ReasoningEffort] = [.low, .medium, .high]
        if isGPT5, version < ModelVersion(5, 1) { levels.append(.minimal) }
        if isGPT5, version >= ModelVersion(5, 2) { levels.append(.xhigh) }
        reasoning = .effort(levels)
    }

    // MARK: Gemini

    /// Quirk 14, and https://ai.google.dev/gemini-api/docs/openai for what Google's own service in OpenAI's dialect takes.
    private mutating func setGemini() {
        reasoning = .effort([.minimal, .low, .medium, .high])
        takesAudio = true
        takesNullContent = false
        takesParallelCallHistory = false
        takesVendorFields = false
    }

    private static func contains(_ ranges: [ModelRange], _ identity: ModelIdentity) -> Bool {
        ranges.contains { $0.contains(identity) }
    }
}

extension ModelTraits {
    /// What is known about a provider's model.
    ///
    /// - Parameters:
    ///   - id: the provider's name for it.
    ///   - capabilities: what it can do; nil where nothing is known of it.
    init(of id: String, at provider: Provider, _ capabilities: Set<ModelCapability>?) {
        let name = id.split(separator: "/").last.map(String.init) ?? id
        if name.lowercased().hasPrefix("gpt-oss") {
            // https://huggingface.co/openai/gpt-oss-120b: text alone, three levels of reasoning.
            self.init(model: id)
            takesFiles = false
            reasoning = .effort([.low, .medium, .high])
            canDisableReasoning = false
        } else {
            let identity = ModelIdentity(name)
            self.init(of: identity, model: id)
            // OpenAI's models alone want the newer name; other servers have known the older one for longer.
            takesMaximumCompletionTokens = identity?.family.owner == .openai
            // What Argo's cloud project refuses is taken elsewhere.
            takesStructuredOutput = true
            if provider.dialect == .google { setGoogle(identity) }
        }
        if let capabilities {
            takesImages = capabilities.contains(.vision)
            takesTools = capabilities.contains(.tools)
            if !capabilities.contains(.reasoning) { reasoning = .unsupported }
        }
        // What OpenAI's own service adds to its dialect, other servers do not know.
        if provider.dialect == .chat { takesVendorFields = false }
    }

    /// Google's own service asks for thoughts by a budget up to Gemini 2.5, and by a level from 3 on.
    ///
    /// Source: https://ai.google.dev/gemini-api/docs/thinking.
    private mutating func setGoogle(_ identity: ModelIdentity?) {
        guard let identity, identity.family.owner == .google, let version = identity.version, version >= ModelVersion(2, 5) else {
            return reasoning = .unsupported
        }
        let isFlash = identity.family != .gemini
        if version < ModelVersion(3) {
            reasoning = .budget
            canDisableReasoning = isFlash
        } else {
            reasoning = .effort(isFlash ? [.minimal, .low, .medium, .high] : [.low, .high])
            canDisableReasoning = false
        }
    }
}
