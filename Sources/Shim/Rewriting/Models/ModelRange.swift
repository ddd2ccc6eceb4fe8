/// The models of one family between two versions: how a rule says which models it is about, those of next year included.
struct ModelRange: Sendable {
    let family: ModelFamily
    /// The first version that is meant; nil for no lower bound.
    let from: ModelVersion?
    /// The first version that is no longer meant; nil for no upper bound.
    let below: ModelVersion?

    init(_ family: ModelFamily, from: ModelVersion? = nil, below: ModelVersion? = nil) {
        self.family = family
        self.from = from
        self.below = below
    }

    /// Whether a model is meant. A model whose version is not known is outside every range that has a bound.
    func contains(_ identity: ModelIdentity) -> Bool {
        guard identity.family == family else { return false }
        if from == nil, below == nil { return true }
        guard let version = identity.version else { return false }
        if let from, version < from { return false }
        if let below, version >= below { return false }
        return true
    }

    /// Every Claude model.
    static let allClaude: [ModelRange] = [.init(.opus), .init(.sonnet), .init(.haiku), .init(.claude)]
    /// Every Gemini model.
    static let allGemini: [ModelRange] = [.init(.gemini), .init(.geminiFlash), .init(.geminiFlashLite)]
}
