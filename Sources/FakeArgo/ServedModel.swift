/// One model that the embedded Argo serves.
package struct ServedModel: Sendable, Equatable {
    /// Who makes the model; the raw value is what `owned_by` says.
    package enum Owner: String, Sendable {
        case openai, anthropic, google
    }

    /// What the model's vendor refuses (quirks 14 and 15), as it was seen in the autumn of 2026.
    package struct Traits: OptionSet, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }

        /// `temperature`, `top_p` and `top_k` are refused.
        package static let refusesSampling = Traits(rawValue: 1 << 0)
        /// A `temperature` other than 1 is refused.
        package static let refusesTemperature = Traits(rawValue: 1 << 1)
        /// `temperature` and `top_p` together are refused.
        package static let refusesTemperatureWithTopP = Traits(rawValue: 1 << 2)
        /// `thinking.type: enabled` is refused.
        package static let refusesEnabledThinking = Traits(rawValue: 1 << 3)
        /// `thinking.type: adaptive` and `output_config.effort` are refused.
        package static let refusesAdaptiveThinking = Traits(rawValue: 1 << 4)
        /// `max_tokens` ends in a TypeError.
        package static let failsOnMaxTokens = Traits(rawValue: 1 << 5)
        /// Fewer than 16 output tokens end in an error.
        package static let failsOnFewTokens = Traits(rawValue: 1 << 6)
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
    package let traits: Traits
    /// The number of dimensions of its vectors; nil for a model that chats.
    package let dimensions: Int?

    init(
        _ owner: Owner, _ internalID: String, _ displayID: String, _ canonicalID: String, _ traits: Traits = [], dimensions: Int? = nil
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
