import LosslessJSON

/// A model in the list that is none of Argo's: a provider's, or a name of the user's own.
struct OtherModel: Equatable, Sendable {
    /// What clients ask for.
    let name: String
    /// For a person.
    let title: String
    /// Whose it is.
    let owner: String
    /// Whether it can be asked, in a word or two.
    var state: String
    /// What to do before it can be asked, whole sentences.
    var reason: String?
    var capabilities: Set<ModelCapability>?
    /// Tokens that a conversation, and an answer, may have; nil where they are not known.
    var contextTokens: Int?
    var answerTokens: Int?

    /// A provider's models.
    static func all(_ listing: ProviderListing, of provider: Provider) -> [OtherModel] {
        listing.models.map { id in
            let login = listing.state == .needsLogin ? ", needs login" : ""
            var model = OtherModel(
                name: "\(provider.name)/\(id)", title: "\(id) (\(provider.title)\(login))", owner: provider.name,
                state: listing.state.rawValue, reason: listing.reason, capabilities: ModelCapability.known(ofModel: id))
            model.contextTokens = ModelCapability.knownContext(ofModel: id)
            model.answerTokens = provider.limits.maximumOutput
            return model
        }
    }

    /// A name of the user's: what it says goes before what is known of the model that it means.
    ///
    /// - Parameters:
    ///   - models: Argo's.
    ///   - others: the providers'.
    init(_ alias: ModelAlias, models: ModelStore.State, others: [OtherModel]) {
        let title = "\(alias.name) (\(alias.target))"
        let facts: OtherModel
        if let entry = models.catalogue.resolve(alias.target) {
            let known = ModelFacts(entry)
            facts = OtherModel(
                name: alias.name, title: title, owner: "argo", state: ModelFacts.state(models.source), reason: nil,
                capabilities: known.capabilities.map(Set.init), contextTokens: known.contextTokens, answerTokens: known.answerTokens)
        } else if let other = others.first(where: { $0.name == alias.target }) {
            facts = other
        } else {
            // Its provider does not list it, or nobody has it.
            let id = alias.target.drop { $0 != "/" }.dropFirst()
            facts = OtherModel(
                name: alias.name, title: title, owner: id.isEmpty ? "argo" : String(alias.target.prefix { $0 != "/" }),
                state: "not listed", capabilities: ModelCapability.known(ofModel: String(id)))
        }
        self.init(
            name: alias.name, title: title, owner: facts.owner, state: facts.state, reason: facts.reason,
            capabilities: alias.capabilities ?? facts.capabilities, contextTokens: alias.contextTokens ?? facts.contextTokens,
            answerTokens: alias.maximumOutput ?? facts.answerTokens)
    }

    init(
        name: String, title: String, owner: String, state: String, reason: String? = nil, capabilities: Set<ModelCapability>? = nil,
        contextTokens: Int? = nil, answerTokens: Int? = nil
    ) {
        self.name = name
        self.title = title
        self.owner = owner
        self.state = state
        self.reason = reason
        self.capabilities = capabilities
        self.contextTokens = contextTokens
        self.answerTokens = answerTokens
    }

    /// As it stands in a list of models, under a name that no vendor has.
    var facts: JSONValue {
        let words = capabilities.map { known in ModelCapability.allCases.filter(known.contains).map { JSONValue.string($0.rawValue) } }
        return [
            "provider": .string(owner), "capabilities": words.map { .array($0) } ?? nil,
            "context_tokens": contextTokens.map { .integer($0) } ?? nil, "answer_tokens": answerTokens.map { .integer($0) } ?? nil,
            "state": .string(state), "reason": reason.map { .string($0) } ?? nil,
        ]
    }
}
