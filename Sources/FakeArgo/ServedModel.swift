/// One model that the embedded Argo serves.
public struct ServedModel: Sendable, Equatable {
    /// Who makes the model; the raw value is what `owned_by` says.
    public enum Owner: String, Sendable {
        case openai, anthropic, google
    }

    /// What the model's vendor refuses (quirks 14 and 15), as it was seen in the autumn of 2026.
    public struct Traits: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// `temperature`, `top_p` and `top_k` are refused.
        public static let refusesSampling = Traits(rawValue: 1 << 0)
        /// A `temperature` other than 1 is refused.
        public static let refusesTemperature = Traits(rawValue: 1 << 1)
        /// `temperature` and `top_p` together are refused.
        public static let refusesTemperatureWithTopP = Traits(rawValue: 1 << 2)
        /// `thinking.type: enabled` is refused.
        public static let refusesEnabledThinking = Traits(rawValue: 1 << 3)
        /// `thinking.type: adaptive` and `output_config.effort` are refused.
        public static let refusesAdaptiveThinking = Traits(rawValue: 1 << 4)
        /// `max_tokens` ends in a TypeError.
        public static let failsOnMaxTokens = Traits(rawValue: 1 << 5)
        /// Fewer than 16 output tokens end in an error.
        public static let failsOnFewTokens = Traits(rawValue: 1 << 6)
    }

    /// The name that people see and that Argo accepts, such as "Claude Sonnet 4.6".
    public let displayID: String
    /// Argo's short name, such as "claudesonnet46".
    public let internalID: String
    /// The name that the vendor gives it, such as "claude-sonnet-4-6".
    public let canonicalID: String
    /// Who makes it.
    public let owner: Owner
    /// What its vendor refuses.
    public let traits: Traits
    /// The number of dimensions of its vectors; nil for a model that chats.
    public let dimensions: Int?

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
    public var isConversational: Bool { dimensions == nil }
}
