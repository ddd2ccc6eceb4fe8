import LosslessJSON

extension ModelListing {
    /// The list as Google's clients read it (https://ai.google.dev/api/models).
    func googleList(_ page: ModelPage) -> JSONValue {
        let names = names
        let (places, hasMore) = page.places(among: names)
        let models = catalogue.entries.map(Self.googleModel) + others.map(Self.googleModel)
        let list: JSONValue = .array(Array(models[places]))
        guard hasMore, let last = names[places].last else { return ["models": list] }
        return ["models": list, "nextPageToken": .string(last)]
    }

    static func googleModel(_ other: OtherModel) -> JSONValue {
        let isEmbedding = other.capabilities.map { !$0.contains(.text) } ?? false
        let methods: [JSONValue] = isEmbedding ? ["embedContent", "batchEmbedContents"] : ["generateContent", "streamGenerateContent"]
        return [
            "name": .string("models/" + other.name), "baseModelId": .string(other.name), "displayName": .string(other.title),
            "supportedGenerationMethods": .array(methods),
        ]
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
