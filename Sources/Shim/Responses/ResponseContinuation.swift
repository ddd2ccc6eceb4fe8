import LosslessJSON

/// Makes a request that goes on from an earlier answer (`previous_response_id`), or names items of some, into one that says all of the
/// conversation.
///
/// Sources: https://platform.openai.com/docs/guides/conversation-state; https://platform.openai.com/docs/api-reference/responses/create,
/// input items of type `item_reference`. The earlier instructions are not part of the conversation.
enum ResponseContinuation {
    private static let field = "previous_response_id"
    private static let reference = "item_reference"
    private static let searches = [ByteSearch(field), ByteSearch(reference)]

    /// Whether a body can be such a request: a look that costs little.
    static func isPossible(_ body: [UInt8]) -> Bool {
        searches.contains { $0.isFound(in: body) }
    }

    /// The body with the whole conversation, and the id of the earlier answer where it names one.
    ///
    /// - Returns: nil for a body that goes on from nothing.
    /// - Throws: what the client is told where there is no such answer, or no such item.
    static func resolved(
        _ body: [UInt8], find: (String) -> StoredResponse?, findItem: (String) -> [UInt8]? = { _ in nil }
    ) throws(ErrorResponse) -> (body: [UInt8], previousID: String?)? {
        let inFull = try replacingReferences(in: body, findItem)
        // What is no JSON is told by whoever is asked.
        guard let document = try? JSONDocument(inFull ?? body), let id = document.string(field, of: document.root) else {
            return inFull.map { ($0, nil) }
        }
        guard let stored = find(id) else {
            throw ErrorResponse(noKept: "answers", "Previous response with id '\(id.prefix(100))'", "previous_response_not_found", field)
        }
        guard let own = StoredResponse.items(of: document) else { throw ErrorResponse(400, "input: It must be a text or a list.") }
        let conversation = elements(stored.input) + output(stored.answer) + elements(own)
        return (giving(conversation, to: document, isContinued: true), id)
    }

    /// The body with items in the place of their names.
    ///
    /// - Returns: nil for a body that names none.
    private static func replacingReferences(in body: [UInt8], _ find: (String) -> [UInt8]?) throws(ErrorResponse) -> [UInt8]? {
        // What is no JSON is told by whoever is asked.
        guard let document = try? JSONDocument(body) else { return nil }
        let items = document.elements("input", of: document.root)
        let isReference = items.map { document.string("type", of: $0) == reference }
        guard isReference.contains(true) else { return nil }
        var whole: [[UInt8]] = []
        for (index, item) in items.enumerated() {
            guard isReference[index] else {
                whole.append(Array(document.text(of: item)))
                continue
            }
            let id = document.string("id", of: item) ?? ""
            guard let found = find(id) else {
                throw ErrorResponse(noKept: "items of answers", "Item with id '\(id.prefix(100))'", "item_not_found", "input[\(index)]")
            }
            if let usable = asInput(found) { whole.append(usable) }
        }
        return giving(whole, to: document, isContinued: false)
    }

    /// The body with these items as its input.
    ///
    /// - Parameter isContinued: whether the earlier answer is among them, and its id has to go.
    private static func giving(_ items: [[UInt8]], to document: JSONDocument, isContinued: Bool) -> [UInt8] {
        var object = ObjectEdit(document.root, in: document)
        if isContinued { object.remove(field) }
        object.set("input", to: JSONValue.array(items.map { .raw($0) }).serialized)
        return EditedText(document.bytes, applying: object.textEdits).bytes
    }

    private static func elements(_ list: [UInt8]) -> [[UInt8]] {
        // It was a list when it was made.
        guard let document = try? JSONDocument(list) else { return [] }
        return document.elements(of: document.root).map { Array(document.text(of: $0)) }
    }

    /// The items of an answer as those of a request.
    private static func output(_ answer: [UInt8]) -> [[UInt8]] {
        // It was read when it was stored.
        guard let document = try? JSONDocument(answer) else { return [] }
        return document.elements("output", of: document.root).compactMap { asInput(Array(document.text(of: $0))) }
    }

    /// An item of an answer as one of a request. Its id leads to what the vendor keeps, which is nothing here.
    ///
    /// - Returns: nil for reasoning that is not there in full, encrypted: it is of use to nobody.
    private static func asInput(_ item: [UInt8]) -> [UInt8]? {
        guard let document = try? JSONDocument(item) else { return nil }
        let isReasoning = document.string("type", of: document.root) == "reasoning"
        if isReasoning, document.value("encrypted_content", of: document.root)?.kind != .string { return nil }
        var object = ObjectEdit(document.root, in: document)
        object.remove("status")
        if !isReasoning { object.remove("id") }
        return object.bytes
    }
}

extension ErrorResponse {
    /// Something that is not kept, in OpenAI's words.
    fileprivate init(noKept kind: String, _ what: String, _ code: String, _ parameter: String) {
        self.init(
            400, "\(what) not found. argo-shim keeps \(kind) for 30 days, but not with store: false.", type: "invalid_request_error",
            code: code, parameter: parameter)
    }
}
