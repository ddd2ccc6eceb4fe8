import LosslessJSON

/// A request that goes on from an earlier answer (`previous_response_id`), made into one that says all of the conversation.
///
/// Source: https://platform.openai.com/docs/guides/conversation-state. The earlier instructions are not part of it.
struct ResponseContinuation {
    private static let field = "previous_response_id"
    private static let search = ByteSearch(field)

    /// The earlier answer's id.
    let previousID: String
    private let document: JSONDocument

    /// A request that may go on from an earlier answer or name items of one, with the whole conversation in its body.
    ///
    /// - Parameters:
    ///   - find: looks for the earlier answer.
    ///   - findItem: looks for an item of any.
    /// - Returns: nil for a body that goes on from nothing.
    /// - Throws: what the client is told where there is no such answer, or no such item.
    static func resolved(
        _ body: [UInt8], find: (String) -> StoredResponse?, findItem: (String) -> [UInt8]? = { _ in nil }
    ) throws(ErrorResponse) -> (body: [UInt8], previousID: String?)? {
        var (body, isResolved) = (body, false)
        if let references = ItemReferences(body) {
            body = try references.resolved(findItem)
            isResolved = true
        }
        guard let continuation = ResponseContinuation(body) else { return isResolved ? (body, nil) : nil }
        let id = continuation.previousID
        guard let stored = find(id) else {
            throw ErrorResponse(noKept: "answers", "Previous response with id '\(id.prefix(100))'", "previous_response_not_found", field)
        }
        guard let whole = continuation.body(after: stored) else { throw ErrorResponse(400, "input: It must be a text or a list.") }
        return (whole, id)
    }

    /// Whether a body can be such a request: a look that costs little.
    static func isPossible(_ body: [UInt8]) -> Bool {
        !search.offsets(in: body, body.indices).isEmpty || ItemReferences.arePossible(in: body)
    }

    /// - Returns: nil for a body that goes on from nothing.
    init?(_ body: [UInt8]) {
        // What is no JSON is told by whoever is asked.
        guard let document = try? JSONDocument(body), let node = document.value(Self.field, of: document.root),
            let id = document.string(node)
        else { return nil }
        previousID = id
        self.document = document
    }

    /// The request with the whole conversation.
    ///
    /// - Returns: nil where its input is not valid.
    func body(after stored: StoredResponse) -> [UInt8]? {
        guard let own = StoredResponse.items(of: document), let items = try? JSONDocument(own) else { return nil }
        let all =
            Self.elements(stored.input) + Self.output(stored.answer) + items.elements(of: items.root).map { Array(items.text(of: $0)) }
        var object = ObjectEdit(document.root, in: document)
        object.remove(Self.field)
        object.set("input", to: JSONValue.array(all.map { .raw($0) }).serialized)
        return EditedText(document.bytes, applying: object.textEdits).bytes
    }

    private static func elements(_ list: [UInt8]) -> [[UInt8]] {
        // It was a list when it was stored.
        guard let document = try? JSONDocument(list) else { return [] }
        return document.elements(of: document.root).map { Array(document.text(of: $0)) }
    }

    /// The items of an answer as those of a request.
    private static func output(_ answer: [UInt8]) -> [[UInt8]] {
        guard let document = try? JSONDocument(answer), let output = document.value("output", of: document.root) else { return [] }
        return document.elements(of: output).compactMap { asInput(Array(document.text(of: $0))) }
    }

    /// An item of an answer as one of a request. Its id leads to what the vendor keeps, which is nothing here.
    ///
    /// - Returns: nil for reasoning that is not there in full, encrypted: it is of use to nobody.
    static func asInput(_ item: [UInt8]) -> [UInt8]? {
        guard let document = try? JSONDocument(item) else { return nil }
        let isReasoning = document.string("type", of: document.root) == "reasoning"
        if isReasoning, document.value("encrypted_content", of: document.root)?.kind != .string { return nil }
        var object = ObjectEdit(document.root, in: document)
        object.remove("status")
        if !isReasoning { object.remove("id") }
        return EditedText(item, applying: object.textEdits).bytes
    }
}

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
        document.string("type", of: item) == Self.kind
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
            let id = document.string("id", of: item) ?? ""
            guard let found = find(id) else {
                throw ErrorResponse(noKept: "items of answers", "Item with id '\(id.prefix(100))'", "item_not_found", "input[\(index)]")
            }
            if let usable = ResponseContinuation.asInput(found) { whole.append(.raw(usable)) }
        }
        var object = ObjectEdit(document.root, in: document)
        object.set("input", to: JSONValue.array(whole).serialized)
        return EditedText(document.bytes, applying: object.textEdits).bytes
    }
}

extension ErrorResponse {
    /// Something that is not kept, in OpenAI's words.
    fileprivate init(noKept kind: String, _ what: String, _ code: String, _ parameter: String) {
        self.init(
            400, "\(what) not found. argo-shim keeps \(kind) for 30 days, but not with store: false.", type: "invalid_request_error",
            code: code)
        self.parameter = parameter
    }
}
