import LosslessJSON
import Models
import Translation

/// Looks in a request for what its model cannot do. Nothing is taken out of it: what a model cannot take is refused, with its place.
struct CapabilityCheck {
    private let capabilities: Set<ModelCapability>
    /// What the client asked for.
    private let model: String

    /// - Returns: nil for a model of which nothing is known.
    init?(_ model: ResolvedModel) {
        guard let capabilities = model.capabilities else { return nil }
        self.capabilities = capabilities
        self.model = model.requested ?? ""
    }

    /// - Parameter document: a request; what is no JSON object is refused by others, in better words.
    /// - Throws: what the client is told of the first part that the model cannot take.
    func check(_ document: JSONDocument?, in dialect: Dialect) throws(ErrorResponse) {
        guard let document else { return }
        if !capabilities.contains(.text) { throw refusal("conversations", at: nil) }
        if !capabilities.contains(.tools), let tools = document.value("tools", of: document.root), !document.elements(of: tools).isEmpty {
            throw refusal("tools", at: "tools")
        }
        if !capabilities.contains(.vision), let path = image(in: document, dialect) { throw refusal("images", at: path) }
    }

    /// - Throws: what the client is told where the model makes no embeddings.
    func checkEmbedding() throws(ErrorResponse) {
        if !capabilities.contains(.embedding) { throw refusal("embeddings", at: nil) }
    }

    private func refusal(_ what: String, at path: String?) -> ErrorResponse {
        let place = path.map { "\($0): " } ?? ""
        let words = ModelCapability.allCases.filter(capabilities.contains).map(\.rawValue).joined(separator: ", ")
        return ErrorResponse(
            400, "\(place)\(model.prefix(100)) does not accept \(what): its capabilities are \(words).", code: "unsupported_capability",
            parameter: path)
    }

    // MARK: Images

    private func image(in document: JSONDocument, _ dialect: Dialect) -> String? {
        let (list, inner) =
            switch dialect {
            case .chat, .messages: ("messages", "content")
            case .responses: ("input", "content")
            case .google: ("contents", "parts")
            }
        for (index, turn) in document.elements(list, of: document.root).enumerated() {
            let path = "\(list)[\(index)]"
            for name in [inner, "output"] {
                if let place = image(among: document.elements(name, of: turn), document) { return "\(path).\(name)\(place)" }
            }
        }
        return nil
    }

    private func image(among parts: [JSONNode], _ document: JSONDocument) -> String? {
        for (index, part) in parts.enumerated() {
            if isImage(part, document) { return "[\(index)]" }
            // A tool's result in Messages.
            let inner = document.elements("content", of: part)
            if let place = inner.firstIndex(where: { isImage($0, document) }) { return "[\(index)].content[\(place)]" }
        }
        return nil
    }

    private func isImage(_ part: JSONNode, _ document: JSONDocument) -> Bool {
        if let type = document.value("type", of: part).flatMap(document.string) {
            return ["image_url", "image", "input_image"].contains(type)
        }
        return ["inlineData", "inline_data", "fileData", "file_data"].contains { name in
            let data = document.value(name, of: part)
            let type = data.flatMap { document.value("mimeType", of: $0) ?? document.value("mime_type", of: $0) }.flatMap(document.string)
            return type?.hasPrefix("image/") == true
        }
    }
}
