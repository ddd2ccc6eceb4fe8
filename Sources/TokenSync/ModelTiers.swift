/// Names of models for the clients that have tiers or defaults of their own, which Argo may lack; a nil name writes nothing.
package struct ModelTiers: Equatable, Sendable {
    package let opus: String?
    package let sonnet: String?
    package let haiku: String?
    package let gemini: String?

    package init(opus: String? = nil, sonnet: String? = nil, haiku: String? = nil, gemini: String? = nil) {
        self.opus = opus
        self.sonnet = sonnet
        self.haiku = haiku
        self.gemini = gemini
    }
}
