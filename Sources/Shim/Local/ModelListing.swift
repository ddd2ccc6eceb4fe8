import LosslessJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The list of models as clients read it: one shape that holds what OpenAI's and Anthropic's SDKs look for, and Argo's own names.
struct ModelListing {
    let catalogue: ModelCatalogue
    private let source: ModelStore.Source
    /// Those that are none of Argo's, behind them.
    let others: [OtherModel]

    init(_ models: ModelStore.State, others: [OtherModel] = []) {
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

    static func model(_ other: OtherModel) -> JSONValue {
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
            "argo_shim": ModelFacts(entry).value(provider: "argo", source: source),
        ]
    }
}
