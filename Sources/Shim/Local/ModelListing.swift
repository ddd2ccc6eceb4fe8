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

    init(_ models: ModelStore.State) {
        catalogue = models.catalogue
        source = models.source
    }

    /// - Parameter limit: how many at most; nil for all.
    func list(limit: Int?) -> JSONValue {
        let entries = catalogue.entries.prefix(max(1, limit ?? .max))
        let first: JSONValue = entries.first.map { .string($0.canonicalID) } ?? nil
        let last: JSONValue = entries.last.map { .string($0.canonicalID) } ?? nil
        return [
            "object": "list", "data": .array(entries.map(model)), "first_id": first, "last_id": last,
            "has_more": .bool(entries.count < catalogue.entries.count),
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
