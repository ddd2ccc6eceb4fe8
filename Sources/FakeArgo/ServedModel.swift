/// One model that the embedded Argo serves.
package struct ServedModel: Sendable, Equatable {
    /// Who makes the model; the raw value is what `owned_by` says.
    package enum Owner: String, Sendable {
        case openai, anthropic, google
    }

    /// What the model's vendor refuses (quirks 14 and 15), as it was seen in the autumn of 2026.
    package enum Trait: Sendable {
        /// `temperature`, `top_p` and `top_k` are refused.
        case refusesSampling
        /// A `temperature` other than 1 is refused.
        case refusesTemperature
        /// `temperature` and `top_p` together are refused.
        case refusesTemperatureWithTopP
        /// `thinking.type: enabled` is refused.
        case refusesEnabledThinking
        /// `thinking.type: adaptive` and `output_config.effort` are refused.
        case refusesAdaptiveThinking
        /// `max_tokens` ends in a TypeError.
        case failsOnMaxTokens
        /// Fewer than 16 output tokens end in an error.
        case failsOnFewTokens
    }

    /// The name that people see and that Argo accepts, such as "Claude Sonnet 4.6".
    package let displayID: String
    /// Argo's short name, such as "claudesonnet46".
    package let internalID: String
    /// The name that the vendor gives it, such as "claude-sonnet-4-6".
    package let canonicalID: String
    /// Who makes it.
    package let owner: Owner
    /// What its vendor refuses.
    package let traits: Set<Trait>
    /// The number of dimensions of its vectors; nil for a model that chats.
    package let dimensions: Int?

    init(
        _ owner: Owner, _ internalID: String, _ displayID: String, _ canonicalID: String, _ traits: Set<Trait> = [], dimensions: Int? = nil
    ) {
        self.owner = owner
        self.internalID = internalID
        self.displayID = displayID
        self.canonicalID = canonicalID
        self.traits = traits
        self.dimensions = dimensions
    }

    /// Whether the model writes answers rather than vectors.
    package var isConversational: Bool { dimensions == nil }
}

extension ServedModel {
    private static let newestClaude: Set<Trait> = [.refusesSampling, .refusesTemperatureWithTopP, .refusesEnabledThinking]
    private static let claude45: Set<Trait> = [.refusesTemperatureWithTopP, .refusesAdaptiveThinking]

    /// The models that were seen at Argo in August and September 2026, in the order of the project's table.
    package static let all: [ServedModel] = [
        ServedModel(.openai, "gpt4o", "GPT-4o", "gpt-4o"),
        ServedModel(.openai, "gpt41", "GPT-4.1", "gpt-4.1"),
        ServedModel(.openai, "gpt41mini", "GPT-4.1 Mini", "gpt-4.1-mini"),
        ServedModel(.openai, "gpt41nano", "GPT-4.1 Nano", "gpt-4.1-nano"),
        ServedModel(.openai, "gpto1", "GPT-o1", "o1", [.refusesTemperature]),
        ServedModel(.openai, "gpto3", "GPT-o3", "o3", [.refusesTemperature]),
        ServedModel(.openai, "gpto3mini", "GPT-o3 Mini", "o3-mini", [.refusesTemperature]),
        ServedModel(.openai, "gpto4mini", "GPT-o4 Mini", "o4-mini", [.refusesTemperature]),
        ServedModel(.openai, "gpt5", "GPT-5", "gpt-5", [.refusesTemperature]),
        ServedModel(.openai, "gpt5mini", "GPT-5 Mini", "gpt-5-mini", [.refusesTemperature]),
        ServedModel(.openai, "gpt5nano", "GPT-5 Nano", "gpt-5-nano", [.refusesTemperature]),
        ServedModel(.openai, "gpt51", "GPT-5.1", "gpt-5.1", [.refusesTemperature]),
        ServedModel(.openai, "gpt52", "GPT-5.2", "gpt-5.2", [.refusesTemperature]),
        ServedModel(.openai, "gpt54", "GPT-5.4", "gpt-5.4", [.refusesTemperature]),
        ServedModel(.openai, "gpt54mini", "GPT-5.4 Mini", "gpt-5.4-mini", [.refusesTemperature]),
        ServedModel(.openai, "gpt54nano", "GPT-5.4 Nano", "gpt-5.4-nano", [.refusesTemperature]),
        ServedModel(.openai, "gpt55", "GPT-5.5", "gpt-5.5", [.refusesTemperature]),
        ServedModel(.openai, "gpt56sol", "GPT-5.6 Sol", "gpt-5.6-sol", [.refusesTemperature]),
        ServedModel(.openai, "gpt56terra", "GPT-5.6 Terra", "gpt-5.6-terra", [.refusesTemperature]),
        ServedModel(.openai, "gpt56luna", "GPT-5.6 Luna", "gpt-5.6-luna", [.refusesTemperature]),
        ServedModel(.anthropic, "claudeopus5", "Claude Opus 5", "claude-opus-5", newestClaude),
        ServedModel(.anthropic, "claudeopus48", "Claude Opus 4.8", "claude-opus-4-8", newestClaude),
        ServedModel(.anthropic, "claudeopus47", "Claude Opus 4.7", "claude-opus-4-7", newestClaude),
        ServedModel(.anthropic, "claudeopus46", "Claude Opus 4.6", "claude-opus-4-6", [.refusesTemperatureWithTopP]),
        ServedModel(.anthropic, "claudeopus45", "Claude Opus 4.5", "claude-opus-4-5", claude45),
        ServedModel(.anthropic, "claudeopus41", "Claude Opus 4.1", "claude-opus-4-1", [.refusesAdaptiveThinking]),
        ServedModel(.anthropic, "claudesonnet5", "Claude Sonnet 5", "claude-sonnet-5", newestClaude),
        ServedModel(.anthropic, "claudesonnet46", "Claude Sonnet 4.6", "claude-sonnet-4-6", [.refusesTemperatureWithTopP]),
        ServedModel(.anthropic, "claudesonnet45", "Claude Sonnet 4.5", "claude-sonnet-4-5", claude45),
        ServedModel(.anthropic, "claudehaiku45", "Claude Haiku 4.5", "claude-haiku-4-5", claude45),
        ServedModel(.google, "gemini35flash", "Gemini 3.5 Flash", "gemini-3.5-flash", [.failsOnFewTokens]),
        ServedModel(.google, "gemini31flashlite", "Gemini 3.1 Flash Lite", "gemini-3.1-flash-lite", [.failsOnMaxTokens]),
        ServedModel(.google, "gemini25pro", "Gemini 2.5 Pro", "gemini-2.5-pro"),
        ServedModel(.google, "gemini25flash", "Gemini 2.5 Flash", "gemini-2.5-flash"),
        // The numbers of dimensions: https://platform.openai.com/docs/guides/embeddings
        ServedModel(.openai, "ada002", "text-embedding-ada-002", "text-embedding-ada-002", dimensions: 1_536),
        ServedModel(.openai, "v3small", "text-embedding-3-small", "text-embedding-3-small", dimensions: 1_536),
        ServedModel(.openai, "v3large", "text-embedding-3-large", "text-embedding-3-large", dimensions: 3_072),
    ]

    private static let byExactID: [String: ServedModel] = {
        let pairs = all.flatMap { model in [(model.displayID, model), (model.internalID, model)] }
        return [String: ServedModel](pairs) { first, _ in first }
    }()

    /// The model that has exactly this display or internal id.
    package static func named(_ id: String) -> ServedModel? {
        byExactID[id]
    }

    /// The Claude model that Anthropic calls by this id, with or without a date of eight digits behind it.
    package static func namedByAnthropic(_ id: String) -> ServedModel? {
        var words = id.split(separator: "-", omittingEmptySubsequences: false)
        if let last = words.last, last.utf8.count == 8, last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { words.removeLast() }
        let undated = words.joined(separator: "-")
        return all.first { $0.owner == .anthropic && $0.canonicalID == undated }
    }

    /// The model that is meant by a name whose spelling is taken lightly, or one made up for a name that nobody knows.
    static func loosely(_ id: String) -> ServedModel {
        func letters(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
        let wanted = letters(id)
        let known = all.first { model in
            [model.displayID, model.internalID, model.canonicalID].contains { letters($0) == wanted }
        }
        if let known { return known }
        let owner: Owner = wanted.contains("claude") ? .anthropic : wanted.contains("gemini") ? .google : .openai
        let name = String(id.prefix(80))
        return ServedModel(owner, name, name, name, dimensions: wanted.contains("embedding") ? 1_536 : nil)
    }
}
