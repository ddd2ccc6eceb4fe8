/// What is left of a model's name when everything that spellings differ in is gone: `claudeopus48` for "Claude Opus 4.8",
/// `claude-opus-4-8` and `claude-4.8-opus`.
///
/// Argo's internal ids are such keys already. Two names with the same key mean the same model.
struct ModelKey: Hashable, Sendable {
    let text: String

    /// Embedding models whose name at OpenAI has nothing to do with Argo's internal id.
    static let embeddings = [
        "textembeddingada002": "ada002", "textembedding3small": "v3small", "textembedding3large": "v3large",
    ]

    /// - Parameter name: a name in lower-case ASCII.
    init(_ name: [UInt8]) {
        let joined = Self.ordered(ModelName.words(in: name)).joined()
        if let embedding = Self.embeddings[joined] {
            text = embedding
        } else if joined.first == "o", joined.dropFirst().first?.isNumber == true {
            // OpenAI says `o3-mini` where Argo says `gpto3mini`.
            text = "gpt" + joined
        } else {
            text = joined
        }
    }

    /// The words of a name, with the version of a Claude model behind its family whichever way round the name has them.
    static func ordered(_ words: [String]) -> [String] {
        guard words.first == "claude" else { return words }
        var rest = Array(words.dropFirst())
        let leading = rest.prefix { $0.utf8.allSatisfy(ModelName.isDigit) }.count
        if leading > 0, leading < rest.count {
            let family = rest.remove(at: leading)
            rest.insert(family, at: 0)
        }
        // Anthropic's `claude-opus-4-0` is `claude-opus-4`.
        if rest.count == 3, rest[2] == "0", rest[1].utf8.allSatisfy(ModelName.isDigit) { rest.removeLast() }
        return ["claude"] + rest
    }
}
