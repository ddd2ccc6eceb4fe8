import LosslessJSON

/// Google's `embedContent` and `batchEmbedContents` in the words of OpenAI's embeddings, and back.
///
/// Source: https://ai.google.dev/api/embeddings.
struct GoogleEmbedding {
    /// More texts are taken by nobody in one call (https://platform.openai.com/docs/api-reference/embeddings/create).
    private static let maximumTexts = 2_048

    private let document: JSONDocument
    private(set) var notes: [String] = []

    private init(_ document: JSONDocument) {
        self.document = document
    }

    // MARK: The request

    /// - Parameters:
    ///   - model: the name that Argo takes.
    ///   - isBatch: whether the body holds a list of requests.
    /// - Returns: the body for Argo, and what was left out.
    /// - Throws: what the client is told about a body that is no such request.
    static func request(_ body: [UInt8], model: String, isBatch: Bool) throws(ErrorResponse) -> (body: [UInt8], notes: [String]) {
        guard let document = try? JSONDocument(body), document.root.kind == .object else {
            throw ErrorResponse(400, "The body is not a JSON object.")
        }
        var embedding = GoogleEmbedding(document)
        var members: [JSONValue.Member] = [.init("model", .string(model))]
        var requests = [document.root]
        if isBatch {
            guard let list = embedding.value("requests", of: document.root), list.kind == .array else {
                throw ErrorResponse(400, "requests: It is required, and has to be a list.")
            }
            requests = document.elements(of: list)
        }
        guard !requests.isEmpty, requests.count <= maximumTexts else {
            throw ErrorResponse(400, "requests: 1 to \(maximumTexts) are taken.")
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
        guard let content = value("content", of: request) else { throw ErrorResponse(400, "\(path): It is required, and missing.") }
        if let text = document.string(content) { return text }
        var text = ""
        for part in value("parts", of: content).map({ document.elements(of: $0) }) ?? [] {
            guard let piece = value("text", of: part).flatMap({ document.string($0) }) else {
                throw ErrorResponse(400, "\(path): Argo's models embed text only.")
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
