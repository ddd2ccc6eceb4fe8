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

    /// - Parameter limit: how many at most; nil for all.
    func list(limit: Int?) -> JSONValue {
        let names = (catalogue.entries.map(\.canonicalID) + others.map(\.name)).prefix(max(1, limit ?? .max))
        let models =
            catalogue.entries.prefix(names.count).map(model)
            + others.prefix(names.count - min(names.count, catalogue.entries.count)).map(Self.model)
        let first: JSONValue = names.first.map { .string($0) } ?? nil
        let last: JSONValue = names.last.map { .string($0) } ?? nil
        return [
            "object": "list", "data": .array(models), "first_id": first, "last_id": last,
            "has_more": .bool(names.count < catalogue.entries.count + others.count),
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
