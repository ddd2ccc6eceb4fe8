import FoundationSubset
import LosslessJSON
import Models

/// The list of models as clients read it, Argo's first, then the others: one shape that holds what OpenAI's and Anthropic's SDKs look for,
/// and Argo's own names; and Google's.
struct ModelListing {
    let models: [ModelListEntry]

    init(_ argo: ModelStore.State, others: [ModelListEntry]) {
        models = argo.catalogue.entries.map { ModelListEntry($0, from: argo.source) } + others
    }

    func list(_ page: ModelPage) -> JSONValue {
        let (places, hasMore) = page.places(among: models.map(\.name))
        let shown = models[places]
        return [
            "object": "list", "data": .array(shown.map(\.json)), "first_id": .optional(shown.first?.name),
            "last_id": .optional(shown.last?.name), "has_more": .bool(hasMore),
        ]
    }

    /// The list as Google's clients read it (https://ai.google.dev/api/models).
    func googleList(_ page: ModelPage) -> JSONValue {
        let (places, hasMore) = page.places(among: models.map(\.name))
        let list: JSONValue = .array(models[places].map(\.googleJSON))
        guard hasMore, let last = models[places].last else { return ["models": list] }
        return ["models": list, "nextPageToken": .string(last.name)]
    }
}

/// A model in the list: Argo's, a provider's, or a name of the user's own.
struct ModelListEntry {
    /// What clients ask for.
    let name: String
    /// For a person.
    let title: String
    /// Who serves it.
    let provider: String
    /// Whether it can be asked, in a word or two.
    let state: String
    /// What to do before it can be asked, whole sentences.
    var reason: String?
    var capabilities: Set<ModelCapability>?
    /// Tokens that a conversation, and an answer, may have; nil where they are not known.
    var contextTokens: Int?
    var answerTokens: Int?
    /// Argo's own words for it; nil for what Argo does not have under this name.
    var entry: ModelEntry?
}

extension ModelListEntry {
    init(_ entry: ModelEntry, from source: ModelSource) {
        let profile = entry.profile
        self.init(
            name: entry.canonicalID, title: entry.displayID, provider: "argo", state: source == .live ? "listed" : "listed earlier",
            capabilities: profile.map { Set($0.capabilities) }, contextTokens: profile?.contextTokens,
            answerTokens: profile?.maximumOutput, entry: entry)
    }

    static func all(_ listing: ProviderListing, of provider: Provider) -> [ModelListEntry] {
        let login = listing.state == .needsLogin ? ", needs login" : ""
        return listing.models.map { id in
            ModelListEntry(
                name: "\(provider.name)/\(id)", title: "\(id) (\(provider.title)\(login))", provider: provider.name,
                state: listing.state.rawValue, reason: listing.reason, capabilities: ModelCapability.known(ofModel: id),
                contextTokens: ModelProfile(ofOpenWeights: id)?.contextTokens, answerTokens: provider.limits.maximumOutput)
        }
    }

    /// A name of the user's: what it says goes before what is known of the model that it means.
    init(_ alias: ModelAlias, models: ModelStore.State, others: [ModelListEntry]) {
        let meant =
            models.catalogue.resolve(alias.target).map { ModelListEntry($0, from: models.source) }
            ?? others.first { $0.name == alias.target } ?? ModelListEntry(unlisted: alias.target)
        self.init(
            name: alias.name, title: "\(alias.name) (\(alias.target))", provider: meant.provider, state: meant.state, reason: meant.reason,
            capabilities: alias.capabilities ?? meant.capabilities, contextTokens: alias.contextTokens ?? meant.contextTokens,
            answerTokens: alias.maximumOutput ?? meant.answerTokens)
    }

    /// A model that its provider does not list, or that nobody has.
    private init(unlisted name: String) {
        let id = name.drop { $0 != "/" }.dropFirst()
        self.init(
            name: name, title: name, provider: id.isEmpty ? "argo" : String(name.prefix { $0 != "/" }), state: "not listed",
            capabilities: ModelCapability.known(ofModel: String(id)))
    }
}

extension ModelListEntry {
    /// As OpenAI's and Anthropic's clients read it.
    var json: JSONValue {
        let created = entry?.createdAt ?? 0
        var members: [JSONValue.Member] = [
            .init("id", .string(name)), .init("type", "model"), .init("object", "model"), .init("display_name", .string(title)),
        ]
        if let entry {
            members.append(.init("internal_id", .string(entry.internalID)))
            members.append(.init("aliases", .array(entry.aliases.map { .string($0) })))
        }
        members += [
            .init("owned_by", .string(entry?.owner?.rawValue ?? provider)), .init("created", .integer(created)),
            .init("created_at", .string(Date(timeIntervalSince1970: Double(created)).ISO8601Format())), .init("argo_shim", facts),
        ]
        return .object(members)
    }

    /// What is known of it, under a name that no vendor has.
    var facts: JSONValue {
        let known = capabilities.map { known in ModelCapability.allCases.filter(known.contains).map { JSONValue.string($0.rawValue) } }
        let members: [JSONValue.Member] = [
            .init("provider", .string(provider)), .init("capabilities", known.map { .array($0) } ?? .null),
            .init("context_tokens", .optional(contextTokens)), .init("answer_tokens", .optional(answerTokens)),
            .init("state", .string(state)),
        ]
        return .object(entry == nil ? members + [.init("reason", .optional(reason))] : members)
    }

    /// As Google's clients read it.
    var googleJSON: JSONValue {
        let isEmbedding = capabilities.map { !$0.contains(.text) } ?? false
        var methods: [JSONValue] = isEmbedding ? ["embedContent", "batchEmbedContents"] : ["generateContent", "streamGenerateContent"]
        if entry?.owner == .anthropic { methods.append("countTokens") }
        return [
            "name": .string("models/" + name), "baseModelId": .string(name), "displayName": .string(title),
            "supportedGenerationMethods": .array(methods),
        ]
    }
}
