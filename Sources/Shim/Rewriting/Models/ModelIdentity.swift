/// Which line a model belongs to and which version it is, read from its name.
struct ModelIdentity: Equatable, Sendable {
    let family: ModelFamily
    let version: ModelVersion?

    /// - Parameter name: a canonical name where there is one, since internal ids leave out the point in a version.
    /// - Returns: nil for a name that is none of the known vendors'.
    init?(_ name: String) {
        guard let parsed = ModelName(name) else { return nil }
        let name = parsed.undated ?? parsed.plain
        let key = ModelKey(name).text
        if key.hasPrefix("claude") {
            family = Self.claudeFamily(key.dropFirst("claude".count))
        } else if key.hasPrefix("gpto"), key.dropFirst(4).first?.isNumber == true {
            family = .reasoning
        } else if key.hasPrefix("gpt") {
            family = key.contains("chat") ? .otherOpenAI : .gpt
        } else if key.hasPrefix("gemini") {
            family = !key.contains("flash") ? .gemini : key.contains("lite") ? .geminiFlashLite : .geminiFlash
        } else if key.hasPrefix("textembedding") || ModelKey.embeddings.values.contains(key) {
            family = .embedding
        } else {
            return nil
        }
        version = Self.version(in: ModelKey.ordered(ModelName.words(in: name)))
    }

    private static func claudeFamily(_ rest: Substring) -> ModelFamily {
        if rest.hasPrefix("opus") { return .opus }
        if rest.hasPrefix("sonnet") { return .sonnet }
        return rest.hasPrefix("haiku") ? .haiku : .claude
    }

    /// The first number among the words, with the number in the next word as its minor part.
    ///
    /// In a name of one word, such as `claudeopus48` or `gpt56sol`, the first digit is the major version and the rest the minor one.
    private static func version(in words: [String]) -> ModelVersion? {
        guard let index = words.firstIndex(where: { $0.utf8.contains(where: ModelName.isDigit) }) else { return nil }
        let digits = words[index].utf8.drop { !ModelName.isDigit($0) }.prefix(while: ModelName.isDigit)
        if words.count == 1 {
            guard let major = Int(String(digits.prefix(1)) ?? "") else { return nil }
            return ModelVersion(major, Int(String(digits.dropFirst().prefix(2)) ?? "") ?? 0)
        }
        guard let major = Int(String(digits.prefix(3)) ?? "") else { return nil }
        guard index + 1 < words.count, words[index + 1].utf8.count <= 2, let minor = Int(words[index + 1]) else {
            return ModelVersion(major)
        }
        return ModelVersion(major, minor)
    }
}
