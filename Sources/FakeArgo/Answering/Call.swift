import LosslessJSON

/// A request for a model that was understood: what it asks, of which model, on which route.
struct Call {
    let route: FakeRoute
    let body: BodyNode
    let model: ServedModel
    /// Whether the request asked for a stream.
    let streams: Bool
    let quirks: Quirks

    var isClaude: Bool { model.owner == .anthropic }

    /// The bound on output tokens that the model sees; nil when there is none.
    var outputLimit: Int? {
        if route == .responses { return body["max_output_tokens"]?.integer }
        let ignoresOther = route.isAnthropic || isClaude && quirks[.ignoresMaxCompletionTokensForClaude]
        return body["max_tokens"]?.integer ?? (ignoresOther ? nil : body["max_completion_tokens"]?.integer)
    }
}

/// The routes of Argo; the raw value is the path below `/argoapi`.
enum FakeRoute: String, CaseIterable, Sendable {
    case models = "/v1/models"
    case chat = "/v1/chat/completions"
    case messages = "/v1/messages"
    case countTokens = "/v1/messages/count_tokens"
    case embeddings = "/v1/embeddings"
    case responses = "/v1/responses"
    case legacyChat = "/api/v1/resource/chat"
    case legacyStreamChat = "/api/v1/resource/streamchat"
    case legacyEmbed = "/api/v1/resource/embed"

    /// Everything is served below this path.
    static let prefix = "/argoapi"

    /// The route of a path, with or without a slash at its end.
    init?(path: String) {
        guard path.hasPrefix(Self.prefix) else { return nil }
        let rest = path.dropFirst(Self.prefix.count)
        self.init(rawValue: String(rest.hasSuffix("/") ? rest.dropLast() : rest))
    }

    var method: String { self == .models ? "GET" : "POST" }

    /// Whether replies and errors have Anthropic's shape.
    var isAnthropic: Bool { self == .messages || self == .countTokens }

    /// Whether the user travels in the body.
    var takesUserFromBody: Bool { !isAnthropic && self != .models && self != .responses }

    /// Whether the route serves vectors.
    var isForEmbeddings: Bool { self == .embeddings || self == .legacyEmbed }
}

/// One value of a request body together with the text that it stands in.
struct BodyNode {
    let document: JSONDocument
    let node: JSONNode

    init(_ document: JSONDocument, _ node: JSONNode? = nil) {
        self.document = document
        self.node = node ?? document.root
    }

    /// The member of an object; nil when there is none or when it is null.
    subscript(_ name: String) -> BodyNode? {
        guard let value = document.value(name, of: node), value.kind != .null else { return nil }
        return BodyNode(document, value)
    }

    var kind: JSONNode.Kind { node.kind }
    var string: String? { document.string(node) }
    var integer: Int? { document.integer(node) }
    var number: Double? { document.number(node) }
    var isTrue: Bool { node.kind == .true }
    var elements: [BodyNode] { document.elements(of: node).map { BodyNode(document, $0) } }
    var memberNames: [String] { document.members(of: node).map { document.name(of: $0) } }

    /// The elements of the array called `name`; none where there is no such array.
    func elements(_ name: String) -> [BodyNode] { self[name]?.elements ?? [] }

    /// A text, or the texts of a list of parts with blanks between them.
    var joinedText: String { string ?? elements.compactMap { $0["text"]?.string }.joined(separator: " ") }

    /// The bytes that spell the value.
    var text: [UInt8] { Array(document.text(of: node)) }
}
