import LosslessJSON
import Models

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The list of models as clients read it: one shape that holds what OpenAI's and Anthropic's SDKs look for, and Argo's own names.
struct ModelListing {
    let catalogue: ModelCatalogue
    private let source: ModelStore.Source
    /// The models that Argo does not have, after Argo's.
    let others: [ConfiguredModel]

    init(_ models: ModelStore.State, others: [ConfiguredModel] = []) {
        catalogue = models.catalogue
        source = models.source
        self.others = others
    }

    /// Argo's first, then the others.
    var names: [String] { catalogue.entries.map(\.canonicalID) + others.map(\.name) }

    func list(_ page: ModelPage) -> JSONValue {
        let names = names
        let (places, hasMore) = page.places(among: names)
        let models = catalogue.entries.map(model) + others.map(Self.model)
        let first: JSONValue = names[places].first.map { .string($0) } ?? nil
        let last: JSONValue = names[places].last.map { .string($0) } ?? nil
        return [
            "object": "list", "data": .array(Array(models[places])), "first_id": first, "last_id": last, "has_more": .bool(hasMore),
        ]
    }

    static func model(_ other: ConfiguredModel) -> JSONValue {
        [
            "id": .string(other.name), "type": "model", "object": "model", "display_name": .string(other.title),
            "owned_by": .string(other.owner), "created": 0, "created_at": "1970-01-01T00:00:00Z", "argo_shim": other.facts,
        ]
    }

    func model(_ entry: ModelEntry) -> JSONValue {
        let created = entry.createdAt ?? 0
        return [
            "id": .string(entry.canonicalID), "type": "model", "object": "model", "display_name": .string(entry.displayID),
            "internal_id": .string(entry.internalID), "aliases": .array(entry.aliases.map { .string($0) }),
            "owned_by": .string(entry.owner?.rawValue ?? "argo"), "created": .integer(created),
            "created_at": .string(Date(timeIntervalSince1970: Double(created)).ISO8601Format()),
            "argo_shim": facts(entry),
        ]
    }

    /// What is known of a model of Argo's, under a name that no vendor has.
    func facts(_ entry: ModelEntry) -> JSONValue {
        let profile = entry.profile
        return .object(
            Self.facts("argo", profile?.capabilities, profile?.contextTokens, profile?.maximumOutput, state: Self.state(source)))
    }

    /// - Parameter provider: who serves the model.
    fileprivate static func facts(
        _ provider: String, _ capabilities: [ModelCapability]?, _ contextTokens: Int?, _ answerTokens: Int?, state: String
    ) -> [JSONValue.Member] {
        [
            .init("provider", .string(provider)),
            .init("capabilities", capabilities.map { .array($0.map { .string($0.rawValue) }) } ?? nil),
            .init("context_tokens", contextTokens.map { .integer($0) } ?? nil),
            .init("answer_tokens", answerTokens.map { .integer($0) } ?? nil), .init("state", .string(state)),
        ]
    }

    fileprivate static func state(_ source: ModelStore.Source) -> String { source == .live ? "listed" : "listed earlier" }
}

extension ModelListing {
    /// The list as Google's clients read it (https://ai.google.dev/api/models).
    func googleList(_ page: ModelPage) -> JSONValue {
        let names = names
        let (places, hasMore) = page.places(among: names)
        let models = catalogue.entries.map(Self.googleModel) + others.map(Self.googleModel)
        let list: JSONValue = .array(Array(models[places]))
        guard hasMore, let last = names[places].last else { return ["models": list] }
        return ["models": list, "nextPageToken": .string(last)]
    }

    static func googleModel(_ other: ConfiguredModel) -> JSONValue {
        let isEmbedding = other.capabilities.map { !$0.contains(.text) } ?? false
        let methods: [JSONValue] = isEmbedding ? ["embedContent", "batchEmbedContents"] : ["generateContent", "streamGenerateContent"]
        return [
            "name": .string("models/" + other.name), "baseModelId": .string(other.name), "displayName": .string(other.title),
            "supportedGenerationMethods": .array(methods),
        ]
    }

    static func googleModel(_ entry: ModelEntry) -> JSONValue {
        let isEmbedding = entry.identity?.family == .embedding
        var methods = isEmbedding ? ["embedContent", "batchEmbedContents"] : ["generateContent", "streamGenerateContent"]
        if entry.owner == .anthropic { methods.append("countTokens") }
        return [
            "name": .string("models/" + entry.canonicalID), "baseModelId": .string(entry.canonicalID),
            "displayName": .string(entry.displayID), "supportedGenerationMethods": .array(methods.map { .string($0) }),
        ]
    }
}

/// A model in the list that Argo does not have: a provider's, or a name of the user's own.
struct ConfiguredModel: Equatable, Sendable {
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
}

extension ConfiguredModel {
    /// A provider's models.
    static func all(_ listing: ProviderListing, of provider: Provider) -> [ConfiguredModel] {
        listing.models.map { id in
            let login = listing.state == .needsLogin ? ", needs login" : ""
            var model = ConfiguredModel(
                name: "\(provider.name)/\(id)", title: "\(id) (\(provider.title)\(login))", owner: provider.name,
                state: listing.state.rawValue, reason: listing.reason, capabilities: ModelCapability.known(ofModel: id))
            model.contextTokens = ModelProfile(ofOpenWeights: id)?.contextTokens
            model.answerTokens = provider.limits.maximumOutput
            return model
        }
    }

    /// A name of the user's: what it says goes before what is known of the model that it means.
    ///
    /// - Parameters:
    ///   - models: Argo's.
    ///   - others: the providers'.
    init(_ alias: ModelAlias, models: ModelStore.State, others: [ConfiguredModel]) {
        let title = "\(alias.name) (\(alias.target))"
        let facts: ConfiguredModel
        if let entry = models.catalogue.resolve(alias.target) {
            let known = entry.profile
            facts = ConfiguredModel(
                name: alias.name, title: title, owner: "argo", state: ModelListing.state(models.source), reason: nil,
                capabilities: known.map { Set($0.capabilities) }, contextTokens: known?.contextTokens, answerTokens: known?.maximumOutput)
        } else if let other = others.first(where: { $0.name == alias.target }) {
            facts = other
        } else {
            // Its provider does not list it, or nobody has it.
            let id = alias.target.drop { $0 != "/" }.dropFirst()
            facts = ConfiguredModel(
                name: alias.name, title: title, owner: id.isEmpty ? "argo" : String(alias.target.prefix { $0 != "/" }),
                state: "not listed", capabilities: ModelCapability.known(ofModel: String(id)))
        }
        self.init(
            name: alias.name, title: title, owner: facts.owner, state: facts.state, reason: facts.reason,
            capabilities: alias.capabilities ?? facts.capabilities, contextTokens: alias.contextTokens ?? facts.contextTokens,
            answerTokens: alias.maximumOutput ?? facts.answerTokens)
    }

    /// As it stands in a list of models, under a name that no vendor has.
    var facts: JSONValue {
        let known = capabilities.map { known in ModelCapability.allCases.filter(known.contains) }
        return .object(
            ModelListing.facts(owner, known, contextTokens, answerTokens, state: state)
                + [.init("reason", reason.map { .string($0) } ?? nil)])
    }
}
