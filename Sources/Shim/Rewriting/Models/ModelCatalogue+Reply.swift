import LosslessJSON

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
