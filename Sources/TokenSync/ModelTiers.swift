/// Names of models for the clients that have tiers or defaults of their own, which Argo may lack; a nil name writes nothing.
public struct ModelTiers: Equatable, Sendable {
    public let opus: String?
    public let sonnet: String?
    public let haiku: String?
    public let gemini: String?

    public init(opus: String? = nil, sonnet: String? = nil, haiku: String? = nil, gemini: String? = nil) {
        self.opus = opus
        self.sonnet = sonnet
        self.haiku = haiku
        self.gemini = gemini
    }
}
