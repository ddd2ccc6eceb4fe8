import LosslessJSON

extension ModelListing {
    /// The list as Google's clients read it (https://ai.google.dev/api/models).
    ///
    /// - Parameter limit: how many at most; nil for all.
    func googleList(limit: Int?) -> JSONValue {
        ["models": .array(catalogue.entries.prefix(max(1, limit ?? .max)).map(Self.googleModel))]
    }

    static func googleModel(_ entry: ModelEntry) -> JSONValue {
        let isEmbedding = entry.identity?.family == .embedding
        var methods = isEmbedding ? ["embedContent", "batchEmbedContents"] : ["generateContent", "streamGenerateContent"]
        if entry.owner == .anthropic { methods.append("countTokens") }
        return [
            "name": .string("models/" + entry.canonicalID), "baseModelId": .string(entry.canonicalID),
            "displayName": .string(entry.displayID), "supportedGenerationMethods": .array(methods.map { .string($0) }),
        ]
    }
}
