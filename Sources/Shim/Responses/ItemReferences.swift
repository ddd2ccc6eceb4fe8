import LosslessJSON

/// A request of the Responses API that names earlier items by their ids, made into one that has them in full.
///
/// Source: https://platform.openai.com/docs/api-reference/responses/create, input items of type `item_reference`.
struct ItemReferences {
    private static let kind = "item_reference"
    private static let search = ByteSearch(kind)

    private let document: JSONDocument
    private let items: [JSONNode]

    /// Whether a body can be such a request: a look that costs little.
    static func arePossible(in body: [UInt8]) -> Bool {
        !search.offsets(in: body, body.indices).isEmpty
    }

    /// - Returns: nil for a body that names none.
    init?(_ body: [UInt8]) {
        // What is no JSON is told by whoever is asked.
        guard let document = try? JSONDocument(body), let input = document.value("input", of: document.root), input.kind == .array else {
            return nil
        }
        self.document = document
        items = document.elements(of: input)
        guard items.contains(where: isReference) else { return nil }
    }

    private func isReference(_ item: JSONNode) -> Bool {
        document.value("type", of: item).flatMap(document.string) == Self.kind
    }

    /// The body with the items in the place of their names.
    ///
    /// - Parameter find: looks for an item that was kept.
    /// - Throws: what the client is told where there is no such item.
    func resolved(_ find: (String) -> [UInt8]?) throws(ErrorResponse) -> [UInt8] {
        var whole: [JSONValue] = []
        for (index, item) in items.enumerated() {
            guard isReference(item) else {
                whole.append(.raw(Array(document.text(of: item))))
                continue
            }
            let id = document.value("id", of: item).flatMap(document.string) ?? ""
            guard let found = find(id) else {
                var refusal = ErrorResponse(
                    400,
                    "Item with id '\(id.prefix(100))' not found. argo-shim keeps those of answers for 30 days, and not with store: false.",
                    type: "invalid_request_error", code: "item_not_found")
                refusal.parameter = "input[\(index)]"
                throw refusal
            }
            if let usable = ResponseContinuation.asInput(found) { whole.append(.raw(usable)) }
        }
        var object = ObjectEdit(document.root, in: document)
        object.set("input", to: JSONValue.array(whole).serialized)
        return EditedText(document.bytes, applying: object.textEdits).bytes
    }
}
