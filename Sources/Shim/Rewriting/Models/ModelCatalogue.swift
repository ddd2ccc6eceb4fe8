/// The models that Argo serves, and which of them a name means.
///
/// It finds a model under every spelling that clients use and never guesses: a name that fits none or several is not resolved.
package struct ModelCatalogue: Equatable, Sendable {
    /// In the order of Argo's list.
    package let entries: [ModelEntry]
    private let byName: [String: Match]
    private let byKey: [String: Match]

    private enum Match: Equatable, Sendable {
        case one(Int)
        case several
    }

    init(entries: [ModelEntry]) {
        self.entries = entries
        var byName: [String: Match] = [:]
        var byKey: [String: Match] = [:]
        for (index, entry) in entries.enumerated() {
            for name in entry.names {
                Self.add(index, under: name, to: &byName)
                if let parsed = ModelName(name) { Self.add(index, under: ModelKey(parsed.plain).text, to: &byKey) }
            }
        }
        self.byName = byName
        self.byKey = byKey
    }

    private static func add(_ index: Int, under name: String, to matches: inout [String: Match]) {
        if let match = matches[name], match != .one(index) {
            matches[name] = .several
        } else {
            matches[name] = .one(index)
        }
    }

    // MARK: Finding

    /// The model that a name means, in any of the forms that clients send; nil when it means none, or more than one.
    package func resolve(_ name: String) -> ModelEntry? {
        if let match = byName[name] { return entry(match) }
        guard let parsed = ModelName(name), parsed.plain.allSatisfy(ModelName.isOrdinary) else { return nil }
        if let key = VendorName.keys[parsed.plain] { return byKey[key].flatMap(entry) }
        if let match = byKey[ModelKey(parsed.plain).text] { return entry(match) }
        return parsed.undated.flatMap { byKey[ModelKey($0).text] }.flatMap(entry)
    }

    /// Whether a name is exactly one of Argo's own ids, which every route takes.
    package func containsExactly(_ name: String) -> Bool {
        guard case .one(let index) = byName[name] else { return false }
        return entries[index].displayID == name || entries[index].internalID == name
    }

    /// The canonical name of the newest model of a family.
    ///
    /// - Parameter family: `opus`, `sonnet`, `haiku` or `gemini`, which is none of the smaller Gemini models.
    /// - Returns: nil when there is none.
    package func newest(ofFamily family: String) -> String? {
        guard let wanted: ModelFamily = ["opus": .opus, "sonnet": .sonnet, "haiku": .haiku, "gemini": .gemini][family] else { return nil }
        let candidates = entries.filter { $0.identity?.family == wanted && $0.identity?.version != nil }
        return candidates.max { ($0.identity?.version ?? ModelVersion(0)) < ($1.identity?.version ?? ModelVersion(0)) }?.canonicalID
    }

    private func entry(_ match: Match) -> ModelEntry? {
        guard case .one(let index) = match else { return nil }
        return entries[index]
    }
}
