import LosslessJSON
import SystemSupport

/// Writes vectors of length 1 that follow from the texts alone (https://platform.openai.com/docs/api-reference/embeddings/object).
struct EmbeddingShape {
    let texts: [String]
    let model: ServedModel
    /// How many numbers a vector has; ada002 has its own number always.
    let dimensions: Int

    init(texts: [String], model: ServedModel, dimensions: Int?) {
        self.texts = texts
        self.model = model
        let most = model.dimensions ?? 1_536
        self.dimensions = if let dimensions, (1...most).contains(dimensions), model.internalID != "ada002" { dimensions } else { most }
    }

    /// The reply of `/embeddings`.
    ///
    /// - Parameter isBase64: whether the numbers are sent as the base64 of little-endian 32-bit floats.
    func document(isBase64: Bool) -> JSONValue {
        let data: [JSONValue] = texts.enumerated().map { index, text in
            let vector = vector(for: text)
            let bytes = vector.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> ($0 * 8)) } }
            let embedding: JSONValue = isBase64 ? .string(Base64.encode(bytes)) : Self.numbers(vector)
            return ["object": "embedding", "index": .integer(index), "embedding": embedding]
        }
        let tokens = texts.reduce(0) { $0 + max(1, $1.utf8.count / 4) }
        return [
            "object": "list", "data": .array(data), "model": .string(model.canonicalID),
            "usage": ["prompt_tokens": .integer(tokens), "total_tokens": .integer(tokens)],
        ]
    }

    /// The reply of the legacy route.
    var legacyDocument: JSONValue {
        ["embedding": .array(texts.map { Self.numbers(vector(for: $0)) })]
    }

    private func vector(for text: String) -> [Float] {
        var generator = SplitMix(seed: text)
        let numbers = (0..<dimensions).map { _ in Float.random(in: -1...1, using: &generator) }
        let length = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? numbers.map { $0 / length } : numbers
    }

    private static func numbers(_ vector: [Float]) -> JSONValue {
        .raw(Array(("[" + vector.map { $0.description }.joined(separator: ",") + "]").utf8))
    }
}

extension Answerer {
    /// The list of models (quirk 2). Argo gives every model the time of the request.
    var modelList: JSONValue {
        let created = now()
        return ["object": "list", "data": .array(ServedModel.all.map { entry($0, created: created) })]
    }

    private func entry(_ model: ServedModel, created: Int) -> JSONValue {
        if quirks[.listsModelsInOlderShape] {
            return ["id": .string(model.internalID), "model_name": .string(model.displayID)]
        }
        let showsDisplayID = quirks[.listsDisplayIDs]
        var entry: JSONValue = [
            "id": .string(showsDisplayID ? model.displayID : model.internalID), "object": "model", "created": .integer(created),
            "owned_by": .string(model.owner.rawValue),
        ]
        if showsDisplayID { entry += ["internal_id": .string(model.internalID)] }
        return entry
    }
}
