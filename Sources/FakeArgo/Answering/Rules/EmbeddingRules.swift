import LosslessJSON

/// What an embeddings call may ask for (quirk 16).
struct EmbeddingRules {
    /// Argo's bound on strings in one call.
    static let argoLimit = 16
    /// OpenAI's bound on strings in one call (https://platform.openai.com/docs/api-reference/embeddings/create).
    static let vendorLimit = 2_048

    /// The texts to embed, token arrays as their own spelling.
    ///
    /// - Parameter name: the member that holds them: `input`, or `prompt` on the legacy route.
    static func texts(_ call: Call, in name: String) throws(Refusal) -> [String] {
        guard let input = call.body[name] else { throw .invalidField([name], kind: "missing", "Field required") }
        if let text = input.string { return [text] }
        let elements = input.elements
        guard !elements.isEmpty else { throw .invalidField([name], kind: "too_short", "List should have at least 1 item") }
        if elements.allSatisfy({ $0.kind == .number }) {
            try refuseTokens(call, name)
            return [String(decoding: input.text, as: UTF8.self)]
        }
        let limit = call.quirks.limitsEmbeddingInputs ? argoLimit : vendorLimit
        guard elements.count <= limit else {
            let message = "List should have at most \(limit) items after validation, not \(elements.count)"
            throw .invalidField([name], kind: "too_long", message)
        }
        var texts: [String] = []
        for element in elements {
            if let text = element.string {
                texts.append(text)
            } else if element.kind == .array {
                try refuseTokens(call, name)
                texts.append(String(decoding: element.text, as: UTF8.self))
            } else {
                throw .invalidField([name], kind: "string_type", "Input should be a valid string")
            }
        }
        return texts
    }

    private static func refuseTokens(_ call: Call, _ name: String) throws(Refusal) {
        guard call.quirks.refusesTokenArrays else { return }
        throw .invalidField([name], kind: "string_type", "Input should be a valid string")
    }
}
