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
