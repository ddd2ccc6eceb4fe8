/// How many tokens a conversation with a model may have, for clients that must be told: they shorten it when it comes near.
///
/// Argo names no limits. These are the vendors' own for what goes in, and where a model's depend on how it is deployed the smallest of
/// them, so that a client shortens too early rather than too late.
package enum ContextWindow {
    /// The first that fits counts.
    private static let families = [
        // https://platform.claude.com/docs/en/build-with-claude/context-windows: 200K; 1M for Opus and Sonnet 4.6 and later. That Argo
        // lets so much through is not known.
        ("claude-", 200_000),
        // https://learn.microsoft.com/azure/foundry/foundry-models/concepts/models-sold-directly-by-azure: 1,050,000 for GPT-5.4, but 128k
        // where throughput is provisioned (…/azure/foundry/openai/how-to/provisioned-throughput-onboarding).
        ("gpt-5.4", 128_000),
        // The same: 272,000 for the input, 128,000 for the output.
        ("gpt-5", 272_000),
        ("o1-mini", 128_000), ("o1-preview", 128_000), ("o1", 200_000), ("o3", 200_000), ("o4", 200_000),
        ("gpt-4-32k", 32_768), ("gpt-4-turbo", 128_000), ("gpt-4o", 128_000), ("gpt-4.", 128_000), ("gpt-4", 8_192), ("gpt-3.5", 16_385),
        // https://cloud.google.com/vertex-ai/generative-ai/docs/models: 1,048,576.
        ("gemini-", 1_000_000),
    ]
    /// Of GPT's `chat` variants: 16,384 of the 128,000 are for the output.
    private static let chatVariant = 111_616
    /// GPT-4o, GPT-4.1 where throughput is provisioned, and whatever is not known here.
    private static let standard = 128_000

    /// - Parameter model: the name by which clients know it.
    package static func tokens(of model: String) -> Int {
        if model.hasPrefix("gpt-"), model.contains("-chat") { return chatVariant }
        return families.first { family, _ in model.hasPrefix(family) }?.1 ?? standard
    }
}
