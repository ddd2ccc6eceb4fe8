import LosslessJSON

/// A model in the list that is none of Argo's: a provider's, or a name of the user's own.
struct OtherModel: Equatable, Sendable {
    /// What clients ask for.
    let name: String
    /// For a person.
    let title: String
    /// Whose it is.
    let owner: String
    /// Nil for a name of the user's own.
    var state: ProviderListing.State?
    /// What to do before it can be asked, whole sentences.
    var reason: String?
    var capabilities: Set<ModelCapability>?

    /// A provider's models.
    static func all(_ listing: ProviderListing, of provider: Provider) -> [OtherModel] {
        listing.models.map { id in
            let login = listing.state == .needsLogin ? ", needs login" : ""
            return OtherModel(
                name: "\(provider.name)/\(id)", title: "\(id) (\(provider.title)\(login))", owner: provider.name, state: listing.state,
                reason: listing.reason, capabilities: ModelCapability.known(ofModel: id))
        }
    }

    init(
        name: String, title: String, owner: String, state: ProviderListing.State? = nil, reason: String? = nil,
        capabilities: Set<ModelCapability>? = nil
    ) {
        self.name = name
        self.title = title
        self.owner = owner
        self.state = state
        self.reason = reason
        self.capabilities = capabilities
    }

    /// As it stands in a list of models, under a name that no vendor has.
    var facts: JSONValue {
        let words = capabilities.map { known in ModelCapability.allCases.filter(known.contains).map { JSONValue.string($0.rawValue) } }
        return [
            "provider": .string(owner), "capabilities": words.map { .array($0) } ?? nil,
            "state": state.map { .string($0.rawValue) } ?? nil, "reason": reason.map { .string($0) } ?? nil,
        ]
    }

    init(_ alias: ModelAlias) {
        self.init(name: alias.name, title: "\(alias.name) (\(alias.target))", owner: "argo-shim", capabilities: alias.capabilities)
    }
}
