import Models
import Translation

extension ModelTraits {
    /// What is known about a model of Argo's on one of its routes.
    ///
    /// - Parameters:
    ///   - identity: nil for a model that nothing is known about.
    ///   - model: the name that Argo takes.
    init(of identity: ModelIdentity?, model: String) {
        self.init(model: model)
        guard let profile = identity.flatMap(ModelProfile.init(of:)) else { return }
        let isClaude = profile.owner == .anthropic
        // Messages alone requires a limit.
        maximumOutput = isClaude ? profile.maximumOutput : nil
        reasoning = profile.reasoning
        // A Claude model that cannot has fixes of its own (`QuirkFix`).
        canDisableReasoning = isClaude || !profile.has(.refusesDisabledReasoning)
        takesTemperature = !profile.has(.refusesTemperature)
        takesTopP = !profile.has(.refusesTopP)
        takesTopK = !profile.has(.refusesTopK)
        // Anthropic advises against both for the older ones too.
        takesTemperatureWithTopP = !isClaude
        takesSamplingWithReasoning = !profile.has(.refusesSamplingBesideReasoning)
        takesStop = !profile.has(.refusesStop)
        takesFiles = !profile.has(.refusesFiles)
        takesAudio = profile.has(.takesAudio)
        takesStructuredOutput = !profile.has(.refusesStructuredOutput)
        fetchesURLs = !profile.has(.refusesURLs)
        takesFreeformTools = profile.has(.takesFreeformTools)
        takesDeveloperRole = profile.has(.takesDeveloperRole)
        takesNullContent = !profile.has(.refusesNullContent)
        takesParallelCallHistory = !profile.has(.refusesParallelCallHistory)
        takesVendorFields = !profile.has(.refusesVendorFields)
    }

    /// What is known about a provider's model.
    ///
    /// - Parameter capabilities: what it can do; nil where nothing is known of it.
    init(of id: String, at provider: Provider, _ capabilities: Set<ModelCapability>?) {
        let identity = ModelIdentity(id.split(separator: "/").last.map(String.init) ?? id)
        self.init(of: identity, model: id)
        // OpenAI's models alone want the newer name; other servers have known the older one for longer.
        takesMaximumCompletionTokens = identity?.family.owner == .openai
        // What Argo's cloud project refuses is taken elsewhere.
        takesStructuredOutput = true
        if provider.dialect == .google {
            let profile = identity.flatMap(ModelProfile.init(of:))
            reasoning = profile?.reasoningAtGoogle ?? .unsupported
            canDisableReasoning = profile?.has(.refusesDisabledReasoningAtGoogle) != true
        }
        if let capabilities {
            takesImages = capabilities.contains(.vision)
            takesTools = capabilities.contains(.tools)
            if !capabilities.contains(.reasoning) { reasoning = .unsupported }
        }
        // What OpenAI's own service adds to its dialect, other servers do not know.
        if provider.dialect == .chat { takesVendorFields = false }
    }
}
