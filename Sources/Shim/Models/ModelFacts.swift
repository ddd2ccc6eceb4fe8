import LosslessJSON
import TokenSync

/// What is known of a model from its name: Argo's list tells neither what a model can do nor how much.
struct ModelFacts {
    /// Nil for a model of no known line.
    let capabilities: [ModelCapability]?
    /// Tokens that a conversation may have, by the vendor's word; nil for a model of no known line.
    let contextTokens: Int?
    /// Tokens that an answer may have, by the vendor's word; nil where it has none, or is not known.
    let answerTokens: Int?

    private struct Line {
        let prefix: String
        let capabilities: [ModelCapability]
        var answerTokens: Int?

        init(_ prefix: String, _ capabilities: [ModelCapability], _ answerTokens: Int? = nil) {
            self.prefix = prefix
            self.capabilities = capabilities
            self.answerTokens = answerTokens
        }
    }

    private static let blind: [ModelCapability] = [.text, .tools]
    private static let seeing: [ModelCapability] = [.text, .vision, .tools]
    private static let reasoning: [ModelCapability] = seeing + [.reasoning]

    /// The first that fits counts.
    private static let lines = [
        Line("text-embedding-", [.embedding]),
        // https://platform.claude.com/docs/en/about-claude/models/overview; ClaudeOutput has how much they answer.
        Line("claude-3-7", reasoning), Line("claude-3", seeing), Line("claude-2", [.text]), Line("claude-", reasoning),
        // https://platform.openai.com/docs/models, a page for each.
        Line("o1-mini", [.text, .reasoning], 65_536), Line("o1-preview", [.text, .reasoning], 32_768),
        Line("o3-mini", blind + [.reasoning], 100_000), Line("o1", reasoning, 100_000), Line("o3", reasoning, 100_000),
        Line("o4", reasoning, 100_000),
        Line("gpt-3.5", blind, 4_096), Line("gpt-4o", seeing, 16_384), Line("gpt-4.1", seeing, 32_768), Line("gpt-4-turbo", seeing, 4_096),
        Line("gpt-4", blind, 8_192), Line("gpt-5-chat", seeing, 16_384), Line("gpt-", reasoning, 128_000),
        // https://ai.google.dev/gemini-api/docs/models
        Line("gemini-1", seeing, 8_192), Line("gemini-2.0", seeing, 8_192), Line("gemini-", reasoning, 65_536),
    ]
    /// Of OpenAI's models for embeddings: https://platform.openai.com/docs/api-reference/embeddings/create.
    private static let embeddingTokens = 8_192

    init(_ entry: ModelEntry) {
        let name = entry.canonicalID
        let line = Self.lines.first { name.hasPrefix($0.prefix) }
        capabilities = line?.capabilities
        contextTokens = line.map { $0.capabilities == [.embedding] ? Self.embeddingTokens : ContextWindow.tokens(of: name) }
        answerTokens = entry.owner == .anthropic ? entry.identity.map(ClaudeOutput.maximum) : line?.answerTokens
    }

    /// As it stands in a list of models, under a name that no vendor has.
    ///
    /// - Parameter source: where the list comes from.
    func value(provider: String, source: ModelStore.Source) -> JSONValue {
        [
            "provider": .string(provider),
            "capabilities": capabilities.map { .array($0.map { .string($0.rawValue) }) } ?? nil,
            "context_tokens": contextTokens.map { .integer($0) } ?? nil, "answer_tokens": answerTokens.map { .integer($0) } ?? nil,
            "state": .string(Self.state(source)),
        ]
    }

    static func state(_ source: ModelStore.Source) -> String { source == .live ? "listed" : "listed earlier" }
}

/// Something that a model can do.
package enum ModelCapability: String, CaseIterable, Sendable {
    case text, vision, tools, reasoning, embedding

    /// What is known of a provider's model by its name; nil where nothing is known, and nothing is refused.
    static func known(ofModel id: String) -> Set<ModelCapability>? {
        let name = (id.split(separator: "/").last ?? "").lowercased()
        // https://huggingface.co/openai/gpt-oss-120b: text alone.
        if name.hasPrefix("gpt-oss") { return [.text, .tools, .reasoning] }
        // nomic-embed-text, SFR-Embedding-Mistral, Mistral-7B-Instruct-v0.3-embed.
        return name.contains("embed") ? [.embedding] : nil
    }

    /// How many tokens a conversation with a provider's model may have, as is known by its name.
    static func knownContext(ofModel id: String) -> Int? {
        let name = (id.split(separator: "/").last ?? "").lowercased()
        // The model card: https://arxiv.org/abs/2508.10925, 131,072.
        return name.hasPrefix("gpt-oss") ? 131_072 : nil
    }
}

/// The most tokens that a Claude model answers with, which Messages wants to be told where the client's dialect does not.
///
/// Source: https://platform.claude.com/docs/en/about-claude/models/overview; for what is newer than that page, the least that it says of
/// the newest of the family.
enum ClaudeOutput {
    private static let known: [(models: ModelRange, tokens: Int)] = [
        (.init(.opus, below: .init(4)), 4_096), (.init(.opus, below: .init(4, 5)), 32_000), (.init(.opus, below: .init(4, 6)), 64_000),
        (.init(.opus, from: .init(4, 6)), 128_000),
        (.init(.sonnet, below: .init(3, 7)), 8_192), (.init(.sonnet, from: .init(3, 7)), 64_000),
        (.init(.haiku, below: .init(3, 5)), 4_096), (.init(.haiku, below: .init(4)), 8_192), (.init(.haiku, from: .init(4)), 64_000),
    ]

    /// - Returns: tokens; for a model of no known version what every Claude since version 4 takes.
    static func maximum(of identity: ModelIdentity) -> Int {
        known.first { $0.models.contains(identity) }?.tokens ?? 32_000
    }
}
