import Translation

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
