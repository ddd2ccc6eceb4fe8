import LosslessJSON
import Translation

/// Google's `embedContent` and `batchEmbedContents` in the words of OpenAI's embeddings, and back.
///
/// Source: https://ai.google.dev/api/embeddings.
struct GoogleEmbedding {
    private static let maximumTexts = QuirkApplication.maximumTexts

    private let document: JSONDocument
    private var notes: [String] = []

    // MARK: The request

    /// - Parameters:
    ///   - document: a request; nil for a body that is no JSON object.
    ///   - isBatch: whether the body holds a list of requests.
    /// - Returns: the body for Argo, and what was left out.
    /// - Throws: what the client is told about a body that is no such request.
    static func request(_ document: JSONDocument?, model: String, isBatch: Bool) throws(ErrorResponse) -> (body: [UInt8], notes: [String]) {
        guard let document else { throw ErrorResponse(400, "The body is not a JSON object.") }
        var embedding = GoogleEmbedding(document: document)
        var members: [JSONValue.Member] = [.init("model", .string(model))]
        var requests = [document.root]
        if isBatch {
            guard let list = embedding.value("requests", of: document.root), list.kind == .array else {
                throw ErrorResponse(400, "requests: It is required and must be a list.")
            }
            requests = document.elements(of: list)
        }
        guard !requests.isEmpty, requests.count <= maximumTexts else {
            throw ErrorResponse(400, "requests: It must have 1 to \(maximumTexts) items.")
        }
        var texts: [JSONValue] = []
        for (index, request) in requests.enumerated() {
            texts.append(.string(try embedding.text(of: request, at: isBatch ? "requests[\(index)].content" : "content")))
        }
        members.append(.init("input", isBatch ? .array(texts) : texts[0]))
        if let size = embedding.dimensions(of: requests[0]) { members.append(.init("dimensions", .integer(size))) }
        return (JSONValue.object(members).serialized, embedding.notes)
    }

    private func text(of request: JSONNode, at path: String) throws(ErrorResponse) -> String {
        guard let content = value("content", of: request) else { throw ErrorResponse(400, "\(path): It is required, but missing.") }
        if let text = document.string(content) { return text }
        var text = ""
        for part in document.elements("parts", of: content) {
            guard let piece = value("text", of: part).flatMap({ document.string($0) }) else {
                throw ErrorResponse(400, "\(path): Argo's models embed only text.")
            }
            text += piece
        }
        return text
    }

    /// One size for all: OpenAI has it once a call.
    private mutating func dimensions(of request: JSONNode) -> Int? {
        let settings = value("embedContentConfig", of: request)
        for name in ["taskType", "title"] {
            let isGiven = [request, settings].contains { $0.flatMap { value(name, of: $0) } != nil }
            if isGiven { notes.append("\(name) dropped: the upstream has no such field") }
        }
        let own = value("outputDimensionality", of: request)
        return (own ?? settings.flatMap { value("outputDimensionality", of: $0) }).flatMap { document.integer($0) }
    }

    /// A member in either spelling; null counts as none.
    private func value(_ camel: String, of node: JSONNode) -> JSONNode? {
        let snake = camel.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
        let found = document.value(camel, of: node) ?? document.value(snake, of: node)
        return found.flatMap { $0.kind == .null ? nil : $0 }
    }

    // MARK: The answer

    /// - Parameter answer: Argo's list of embeddings.
    /// - Returns: Google's; nil for what is no such list. The numbers stay as they were spelled.
    static func answer(_ answer: JSONDocument, isBatch: Bool) -> [UInt8]? {
        guard let data = answer.value("data", of: answer.root), data.kind == .array else { return nil }
        var vectors: [JSONValue] = []
        for element in answer.elements(of: data) {
            guard let vector = answer.value("embedding", of: element), vector.kind == .array else { return nil }
            vectors.append(["values": .raw(Array(answer.text(of: vector)))])
        }
        if isBatch { return JSONValue.object([.init("embeddings", .array(vectors))]).serialized }
        return vectors.first.map { JSONValue.object([.init("embedding", $0)]).serialized }
    }
}

/// Google's `countTokens` in the words of Anthropic's, and the other way.
///
/// Source: https://ai.google.dev/api/tokens, https://docs.anthropic.com/en/api/messages-count-tokens.
enum GoogleTokenCount {
    /// What Anthropic counts; any other field of a request is refused there.
    private static let counted = ["model", "messages", "system", "tools", "tool_choice", "thinking", "output_config"]

    /// The conversation whose tokens are to be counted: the whole body, or the request in it.
    static func conversation(in body: RequestBody) -> [UInt8] {
        // What is no JSON is for the translation to refuse.
        guard let document = body.object, let request = document.value("generateContentRequest", of: document.root) else {
            return body.bytes
        }
        return Array(document.text(of: request))
    }

    /// Takes out of a request of Messages what is not counted.
    static func request(_ messages: [UInt8]) -> [UInt8] {
        // It has just been written.
        guard let document = try? JSONDocument(messages) else { return messages }
        var object = ObjectEdit(document.root, in: document)
        for member in document.members(of: document.root) {
            let name = document.name(of: member)
            if !counted.contains(name) { object.remove(name) }
        }
        return object.bytes
    }

    /// A request of Google's whose tokens are to be counted, tools and system text included.
    ///
    /// - Parameter conversation: has been translated.
    static func googleRequest(_ conversation: [UInt8], model: String) -> [UInt8] {
        // It has just been written.
        guard let document = try? JSONDocument(conversation) else { return conversation }
        var object = ObjectEdit(document.root, in: document)
        object.set("model", to: JSONValue.string("models/\(model)").serialized)
        return JSONValue.object([.init("generateContentRequest", .raw(object.bytes))]).serialized
    }

    /// - Parameters:
    ///   - answer: the other vendor's.
    ///   - client: Messages or Google.
    /// - Returns: nil for an answer without a count.
    static func answer(_ answer: JSONDocument, in client: Dialect) -> [UInt8]? {
        let (theirs, ours) = client == .google ? ("input_tokens", "totalTokens") : ("totalTokens", "input_tokens")
        guard let count = answer.value(theirs, of: answer.root).flatMap({ answer.integer($0) }) else { return nil }
        return JSONValue.object([.init(ours, .integer(count))]).serialized
    }
}
