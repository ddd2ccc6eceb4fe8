/// How many tokens a conversation with a model may have, for clients that must be told: they shorten it when it comes near.
///
/// Argo names no limits. These are the vendors' own, and where a model's depend on how it is deployed the smallest of them, so that a
/// client shortens too early rather than too late.
enum ContextWindow {
    private static let families = [
        // https://platform.claude.com/docs/en/build-with-claude/context-windows: 200K, more only for those that ask for it.
        ("claude-", 200_000),
        // https://learn.microsoft.com/azure/ai-foundry/openai/concepts/models: 272,000 for the input, 128,000 for the output.
        ("gpt-5", 272_000),
        ("o1", 200_000), ("o3", 200_000), ("o4", 200_000),
        // https://cloud.google.com/vertex-ai/generative-ai/docs/models: 1,048,576.
        ("gemini-", 1_000_000),
    ]
    /// GPT-4o, GPT-4.1 in some of Azure's deployments, and whatever is not known here.
    private static let standard = 128_000

    /// - Parameter model: the name by which clients know it.
    static func tokens(of model: String) -> Int {
        families.first { family, _ in model.hasPrefix(family) }?.1 ?? standard
    }
}
