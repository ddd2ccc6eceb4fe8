/// Names of models for the tiers that Claude Code asks for; a nil name writes nothing.
public struct ModelTiers: Equatable, Sendable {
    public let opus: String?
    public let sonnet: String?
    public let haiku: String?

    public init(opus: String? = nil, sonnet: String? = nil, haiku: String? = nil) {
        self.opus = opus
        self.sonnet = sonnet
        self.haiku = haiku
    }
}
