import LosslessJSON
import Translation

/// The conversation that led to a kept answer, as a list of items in pages.
///
/// Source: https://platform.openai.com/docs/api-reference/responses/input-items.
struct InputItems {
    /// Which of them are asked for.
    struct Page: Equatable, Sendable {
        /// The latest one comes first, unless the client says otherwise.
        var isAscending = false
        /// 1...100.
        var limit = 20
        /// The id of the one before the first; nil from the start.
        var after: String?

        init() {}

        /// - Parameter query: what stands behind the question mark.
        init(query: String?) {
            isAscending = QueryValues.all(of: "order", in: query).first == "asc"
            limit = QueryValues.all(of: "limit", in: query).first.flatMap { Int($0) }.map { min(max($0, 1), 100) } ?? 20
            after = QueryValues.all(of: "after", in: query).first
        }
    }

    private let items: [(id: String, value: JSONValue)]

    init(of stored: StoredResponse) {
        // It was a list when it was stored.
        guard let document = try? JSONDocument(stored.input) else {
            items = []
            return
        }
        items = document.elements(of: document.root).enumerated().map { Self.item($1, number: $0, in: document, of: stored.id) }
    }

    func list(_ page: Page) -> JSONValue {
        let ordered = page.isAscending ? items : items.reversed()
        let start = page.after.flatMap { after in ordered.firstIndex { $0.id == after } }.map { $0 + 1 } ?? 0
        let shown = ordered[start...].prefix(page.limit)
        return [
            "object": "list", "data": .array(shown.map(\.value)), "first_id": .optional(shown.first?.id),
            "last_id": .optional(shown.last?.id), "has_more": .bool(start + shown.count < ordered.count),
        ]
    }

    /// An item with what clients look for in each: an id, and of a message its type and its parts.
    private static func item(
        _ node: JSONNode, number: Int, in document: JSONDocument, of response: String
    ) -> (id: String, value: JSONValue) {
        guard node.kind == .object else { return ("", .raw(Array(document.text(of: node)))) }
        let role = document.string("role", of: node)
        let own = document.string("id", of: node)
        let id = own ?? "\(role == nil ? "item" : "msg")_\(number)_\(response)"
        var object = ObjectEdit(node, in: document)
        object.set("id", to: JSONValue.string(id).serialized)
        if let role {
            object.set("type", to: JSONValue.string("message").serialized)
            if let content = document.value("content", of: node), content.kind == .string {
                let text = JSONValue.raw(Array(document.text(of: content)))
                let part: JSONValue =
                    role == "assistant" ? ["type": "output_text", "text": text, "annotations": []] : ["type": "input_text", "text": text]
                object.set("content", to: JSONValue.array([part]).serialized)
            }
        }
        return (id, .raw(object.bytes))
    }
}
