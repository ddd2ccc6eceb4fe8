/// Which line a model belongs to and which version it is, read from its name.
package struct ModelIdentity: Equatable, Sendable {
    package let family: ModelFamily
    package let version: ModelVersion?
    /// The whole name, for models of one version that differ.
    let key: ModelKey
}

extension ModelIdentity {
    /// - Parameter name: a canonical name where there is one, since internal ids leave out the point in a version.
    /// - Returns: nil for a name that no known vendor uses.
    package init?(_ name: String) {
        guard let parsed = ModelName(name) else { return nil }
        let name = parsed.undated ?? parsed.plain
        key = ModelKey(name)
        let key = key.text
        if key.hasPrefix("claude") {
            family = Self.claudeFamily(key.dropFirst("claude".count))
        } else if key.hasPrefix("gpto"), key.dropFirst(4).first?.isNumber == true {
            family = .reasoning
        } else if key.hasPrefix("gptoss") {
            family = .openWeights
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

/// A line of models that share their rules and differ by version.
package enum ModelFamily: CaseIterable, Sendable {
    case opus, sonnet, haiku
    /// Claude models of any other line.
    case claude
    /// GPT models other than the o-series and the `chat` variants, which do not reason.
    case gpt
    /// OpenAI's o-series: o1, o3, o4-mini.
    case reasoning
    case geminiFlash, geminiFlashLite
    /// Gemini models of any other line.
    case gemini
    case embedding
    /// OpenAI's `chat` variants, which do not reason.
    case otherOpenAI
    /// OpenAI's gpt-oss, which providers serve.
    case openWeights

    package var owner: ModelOwner {
        switch self {
        case .opus, .sonnet, .haiku, .claude: .anthropic
        case .gpt, .reasoning, .embedding, .otherOpenAI, .openWeights: .openai
        case .geminiFlash, .geminiFlashLite, .gemini: .google
        }
    }
}

/// The version in a model's name: 4.8 for `claude-opus-4-8`, 5.0 for `gpt-5-mini`.
package struct ModelVersion: Comparable, Sendable {
    package let major: Int
    package let minor: Int

    package init(_ major: Int, _ minor: Int = 0) {
        self.major = major
        self.minor = minor
    }

    package static func < (left: ModelVersion, right: ModelVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}

/// The models of one family between two versions: how a row of `ModelProfile.table` says which models it is about.
package struct ModelRange: Equatable, Sendable {
    let family: ModelFamily
    /// What the model's key begins with; for models that their version does not tell apart.
    let prefix: String
    /// The first version that is meant; nil for no lower bound.
    let from: ModelVersion?
    /// The first version that is no longer meant; nil for no upper bound.
    let below: ModelVersion?

    init(_ family: ModelFamily, named prefix: String = "", from: ModelVersion? = nil, below: ModelVersion? = nil) {
        self.family = family
        self.prefix = prefix
        self.from = from
        self.below = below
    }

    /// Whether a model is meant. A model whose version is not known is outside every range that has a bound.
    func contains(_ identity: ModelIdentity) -> Bool {
        guard identity.family == family, identity.key.text.hasPrefix(prefix) else { return false }
        if from == nil, below == nil { return true }
        guard let version = identity.version else { return false }
        if let from, version < from { return false }
        if let below, version >= below { return false }
        return true
    }
}

/// The vendor of a model, spelled as Argo's model list spells `owned_by`.
package enum ModelOwner: String, Equatable, Sendable {
    case openai, anthropic, google
}
