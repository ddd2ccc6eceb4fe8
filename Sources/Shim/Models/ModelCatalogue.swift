import LosslessJSON
import Models

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
    /// - Parameter family: `opus`, `sonnet`, `haiku` or `gemini`, which excludes the smaller Gemini models.
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

/// Why a reply to Argo's model list could not be used.
package enum ModelCatalogueError: Error, Equatable, Sendable {
    /// The reply is not JSON, or not an object with a list called `data`.
    case notAModelList
    /// The list holds no entry with an id.
    case noModels
}

extension ModelCatalogue {
    /// More entries than this are not looked at; Argo lists about 40.
    private static let maximumEntries = 1_000

    /// Reads the answer to `GET /argoapi/v1/models`, in the shape of today or the older one with `model_name`.
    ///
    /// Entries without a usable id are passed over.
    ///
    /// - Parameter modelsReply: the body of the answer.
    /// - Throws: `ModelCatalogueError` when the body is not a model list, or lists nothing.
    package init(modelsReply: [UInt8]) throws(ModelCatalogueError) {
        let document: JSONDocument
        do {
            document = try JSONDocument(modelsReply)
        } catch {
            throw .notAModelList
        }
        guard let list = document.root.kind == .array ? document.root : document.value("data", of: document.root), list.kind == .array
        else { throw .notAModelList }
        var entries: [ModelEntry] = []
        for element in document.elements(of: list).prefix(Self.maximumEntries) {
            guard let entry = Self.entry(element, in: document) else { continue }
            // The same model listed twice is one model.
            guard !entries.contains(where: { $0.internalID == entry.internalID && $0.displayID == entry.displayID }) else { continue }
            entries.append(entry)
        }
        guard !entries.isEmpty else { throw .noModels }
        self.init(entries: entries)
    }

    private static func entry(_ element: JSONNode, in document: JSONDocument) -> ModelEntry? {
        func text(_ name: String) -> String? {
            guard let value = document.value(name, of: element).flatMap(document.string) else { return nil }
            return value.isEmpty || value.utf8.count > ModelName.maximumLength ? nil : value
        }
        guard let id = text("id") else { return nil }
        let owner = text("owned_by").flatMap { ModelOwner(rawValue: $0) }
        let created = document.value("created", of: element).flatMap(document.integer)
        if let internalID = text("internal_id") {
            return ModelEntry(displayID: id, internalID: internalID, owner: owner, createdAt: created)
        }
        // In the older shape `id` is the internal id, and the words are in `model_name`.
        return ModelEntry(displayID: text("model_name") ?? id, internalID: id, owner: owner, createdAt: created)
    }
}

extension ModelCatalogue {
    /// The models that Argo listed in September 2026, for as long as its own list has not been read.
    package static let builtIn = ModelCatalogue(
        entries: [
            ("GPT-4o", "gpt4o"), ("GPT-4.1", "gpt41"), ("GPT-4.1 Mini", "gpt41mini"), ("GPT-4.1 Nano", "gpt41nano"),
            ("GPT-o1", "gpto1"), ("GPT-o3", "gpto3"), ("GPT-o3 Mini", "gpto3mini"), ("GPT-o4 Mini", "gpto4mini"),
            ("GPT-5", "gpt5"), ("GPT-5 Mini", "gpt5mini"), ("GPT-5 Nano", "gpt5nano"), ("GPT-5.1", "gpt51"), ("GPT-5.2", "gpt52"),
            ("GPT-5.4", "gpt54"), ("GPT-5.4 Mini", "gpt54mini"), ("GPT-5.4 Nano", "gpt54nano"), ("GPT-5.5", "gpt55"),
            ("GPT-5.6 Sol", "gpt56sol"), ("GPT-5.6 Terra", "gpt56terra"), ("GPT-5.6 Luna", "gpt56luna"),
            ("Claude Opus 5", "claudeopus5"), ("Claude Opus 4.8", "claudeopus48"), ("Claude Opus 4.7", "claudeopus47"),
            ("Claude Opus 4.6", "claudeopus46"), ("Claude Opus 4.5", "claudeopus45"), ("Claude Opus 4.1", "claudeopus41"),
            ("Claude Sonnet 5", "claudesonnet5"), ("Claude Sonnet 4.6", "claudesonnet46"), ("Claude Sonnet 4.5", "claudesonnet45"),
            ("Claude Haiku 4.5", "claudehaiku45"),
            ("Gemini 3.5 Flash", "gemini35flash"), ("Gemini 3.1 Flash Lite", "gemini31flashlite"), ("Gemini 2.5 Pro", "gemini25pro"),
            ("Gemini 2.5 Flash", "gemini25flash"),
            // The display ids of these have not been seen.
            ("ada002", "ada002"), ("v3small", "v3small"), ("v3large", "v3large"),
        ].map { ModelEntry(displayID: $0.0, internalID: $0.1) }
    )
}

extension ModelCatalogue {
    /// The canonical names that look most like a name, for the text of an error.
    ///
    /// - Parameters:
    ///   - name: what was asked for.
    ///   - limit: how many to give at most.
    ///   - others: names of models that are not Argo's.
    /// - Returns: nearest first, by the number of characters to change.
    package func nearest(to name: String, limit: Int, among others: [String] = []) -> [String] {
        // The bound keeps the comparison cheap whatever is asked for; the longest known name has 31 bytes.
        let wanted = Array((ModelName(name)?.plain ?? Array(name.utf8.prefix(64))).prefix(64))
        var candidates = entries.map { (name: $0.canonicalID, spellings: [$0.canonicalID, $0.internalID] + $0.aliases) }
        // Many ask for a model without the name of who has it.
        candidates += others.map { ($0, [$0.lowercased()] + $0.split(separator: "/").suffix(1).map { $0.lowercased() }) }
        let ranked = candidates.enumerated().map { index, candidate in
            let distance = candidate.spellings.map { EditDistance(wanted, Array($0.utf8.prefix(64))).count }.min() ?? .max
            return (distance: distance, index: index, name: candidate.name)
        }
        return ranked.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }.prefix(max(0, limit)).map(\.name)
    }
}

/// Levenshtein's distance between two names.
package struct EditDistance: Sendable {
    /// How many bytes must be added, dropped or replaced to turn one name into the other.
    package let count: Int

    /// - Parameters:
    ///   - left: one name; the effort is the product of both lengths, which the caller bounds.
    ///   - right: the other.
    package init(_ left: [UInt8], _ right: [UInt8]) {
        var previous = Array(0...right.count)
        for (row, leftByte) in left.enumerated() {
            var current = [row + 1]
            for (column, rightByte) in right.enumerated() {
                let replaced = previous[column] + (leftByte == rightByte ? 0 : 1)
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        count = previous[right.count]
    }
}
