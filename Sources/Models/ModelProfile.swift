/// What is known of a model: how much it takes, what it can do, and how it is asked. Argo's list tells none of it.
///
/// The rows of `table` are the one place for it. Whatever else depends on a model asks here.
package struct ModelProfile: Equatable, Sendable {
    /// One thing that a model does unlike most.
    package enum Flag: Sendable {
        // Sampling. Some are refused only beside each other, or while the model reasons.
        case refusesTemperature, refusesTopP, refusesTopK, refusesTemperatureWithTopP, refusesSamplingBesideReasoning, refusesStop
        // Reasoning, and Messages' `thinking.type`: `adaptive`, or `enabled` with a budget.
        case refusesDisabledReasoning, refusesAdaptiveThinking, refusesThinkingBudget
        /// On Google's own service, whatever holds elsewhere.
        case refusesDisabledReasoningAtGoogle
        /// Strict tools, and a schema of the answer.
        case refusesStructuredOutput
        /// Nothing is downloaded, neither images nor files.
        case refusesURLs
        case refusesFiles
        case takesAudio
        // Chat: the role `developer`; tools of type `custom`.
        case takesDeveloperRole, takesFreeformTools
        // Chat: `content: null` beside tool calls; several calls in one message; fields that only OpenAI's own service has.
        case refusesNullContent, refusesParallelCallHistory, refusesVendorFields
        // Chat: `max_tokens`, or a very small one, ends in a 500.
        case failsOnMaxTokens, failsOnFewTokens
    }

    /// The dialect of Argo's that shows all that a model can do: for clients of a dialect that it does not serve the model in.
    package enum ArgoDialect: String, Sendable {
        case chat, responses, messages
    }

    /// A reference, because every request hands its model's row around.
    private let row: Row

    /// - Parameters: as the properties below are.
    init(
        models: ModelRange, contextTokens: Int, maximumOutput: Int? = nil, capabilities: [ModelCapability],
        reasoning: ReasoningStyle = .unsupported, reasoningAtGoogle: ReasoningStyle = .unsupported, efforts: [ReasoningEffort]? = nil,
        argoDialect: ArgoDialect? = nil, flags: Set<Flag> = []
    ) {
        row = Row(
            Values(
                models: models, contextTokens: contextTokens, maximumOutput: maximumOutput, capabilities: capabilities,
                reasoning: (reasoning, reasoningAtGoogle), efforts: efforts, argoDialect: argoDialect, flags: flags))
    }

    package static func == (left: ModelProfile, right: ModelProfile) -> Bool { left.row === right.row }

    /// The models that the row is about.
    var models: ModelRange { row.values.models }
    /// How many tokens a conversation may have, for clients that must be told: they shorten it when it comes near.
    ///
    /// It is the vendors' own figure for what goes in, and where a model's depends on how it is deployed the smallest, so that a client
    /// shortens too early rather than too late.
    package var contextTokens: Int { row.values.contextTokens }
    /// Tokens that an answer may have, by the vendor's word; nil where it has none, or is not known.
    package var maximumOutput: Int? { row.values.maximumOutput }
    /// In the order of `ModelCapability`.
    package var capabilities: [ModelCapability] { row.values.capabilities }
    /// How reasoning is asked for when a request is translated.
    package var reasoning: ReasoningStyle { row.values.reasoning.usual }
    /// The same at a provider that speaks Google's dialect.
    package var reasoningAtGoogle: ReasoningStyle { row.values.reasoning.atGoogle }
    /// What the model takes of Messages' `output_config.effort`; nil where that is not known.
    package var efforts: [ReasoningEffort]? { row.values.efforts }
    /// Nil where no translation is known to work.
    package var argoDialect: ArgoDialect? { row.values.argoDialect }
    /// What it does unlike most.
    package var flags: Set<Flag> { row.values.flags }

    private struct Values: Sendable {
        let models: ModelRange
        let contextTokens: Int
        let maximumOutput: Int?
        let capabilities: [ModelCapability]
        let reasoning: (usual: ReasoningStyle, atGoogle: ReasoningStyle)
        let efforts: [ReasoningEffort]?
        let argoDialect: ArgoDialect?
        let flags: Set<Flag>
    }

    private final class Row: Sendable {
        let values: Values

        init(_ values: Values) { self.values = values }
    }
}

extension ModelProfile {
    /// The line of models that it belongs to.
    package var family: ModelFamily { models.family }
    /// Whose model it is.
    package var owner: ModelOwner { family.owner }

    /// Whether the model does one thing unlike most.
    package func has(_ flag: Flag) -> Bool { flags.contains(flag) }

    /// The row of a model; nil where the table has none for its family.
    package init?(of identity: ModelIdentity) {
        guard let row = Self.table.first(where: { $0.models.contains(identity) }) else { return nil }
        self = row
    }

    /// The row of the model that a name means; nil for a name that no known vendor uses.
    package init?(of name: String) {
        guard let identity = ModelIdentity(name) else { return nil }
        self.init(of: identity)
    }

    /// What is known of a provider's model by its name. Only what everybody serves alike counts: the weights that are open.
    ///
    /// - Parameter id: the provider's name for it, such as `openai/gpt-oss-120b`.
    package init?(ofOpenWeights id: String) {
        self.init(of: id.split(separator: "/").last.map(String.init) ?? id)
        guard family == .openWeights else { return nil }
    }
}

/// How many tokens a conversation may have, by its model's name.
package enum ContextWindow {
    /// - Parameter model: the name by which clients know it.
    /// - Returns: tokens; for a model that is not known what most of today's take at least.
    package static func tokens(of model: String) -> Int { ModelProfile(of: model)?.contextTokens ?? 128_000 }
}

/// Something that a model can do.
package enum ModelCapability: String, CaseIterable, Sendable {
    case text, vision, tools, reasoning, embedding

    /// What is known of a provider's model by its name; nil where nothing is known, and nothing is refused.
    package static func known(ofModel id: String) -> Set<ModelCapability>? {
        if let profile = ModelProfile(ofOpenWeights: id) { return Set(profile.capabilities) }
        // nomic-embed-text, SFR-Embedding-Mistral, Mistral-7B-Instruct-v0.3-embed.
        return id.split(separator: "/").last?.lowercased().contains("embed") == true ? [.embedding] : nil
    }
}

/// How much a model is to reason before it answers: one ladder for all vendors.
package enum ReasoningEffort: String, CaseIterable, Comparable, Sendable {
    case minimal, low, medium, high, xhigh, max

    /// In the order of the ladder.
    package static func < (left: Self, right: Self) -> Bool { left.budget < right.budget }

    /// The budget in tokens that comes nearest to a level.
    ///
    /// 1,024 is the least that Anthropic takes; 4,096 was Claude Code's lightest setting and 31,999 is what it sends for ordinary
    /// requests. The rest lies between them: no vendor documents such a table.
    package var budget: Int {
        switch self {
        case .minimal: 1_024
        case .low: 4_096
        case .medium: 10_240
        case .high: 24_576
        case .xhigh: 28_672
        case .max: 31_999
        }
    }

    /// The level that comes nearest to a budget: the least whose budget covers it, but never above `high`.
    ///
    /// `high` is what vendors do when nothing is asked; 31,999 is what Claude Code sends for every ordinary request, so that it must
    /// not become `max`.
    ///
    /// - Parameter budget: tokens for reasoning.
    package init(budget: Int) {
        self = [.minimal, .low, .medium].first { budget <= $0.budget } ?? .high
    }

    /// The nearest level among those that a model takes: this one, else the next lower one, else the lowest.
    package func clamped(to levels: [ReasoningEffort]) -> ReasoningEffort? {
        levels.filter { $0 <= self }.max() ?? levels.min()
    }
}

/// How a model's reasoning is asked for.
package enum ReasoningStyle: Equatable, Sendable {
    /// The model does not reason, or cannot be told to.
    case unsupported
    /// By one of these levels.
    case effort([ReasoningEffort])
    /// By a number of tokens.
    case budget
    /// Messages: `thinking.type: adaptive` with one of these levels in `output_config.effort`; none where the model takes no level.
    case adaptive([ReasoningEffort])
}
