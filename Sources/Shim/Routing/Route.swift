import Translation

/// Where a request goes.
enum Route: Equatable, Sendable {
    /// Upstream, to one of Argo's endpoints. `path` is what goes into the upstream's request line, query included.
    case forward(APIEndpoint, path: String)
    /// One stored answer of the Responses API, by id: passed on without a look at the body.
    case forwardResponseItem(path: String)
    /// One of Google's API, which Argo does not have: always translated.
    case google(GoogleCall)
    case local(LocalRoute)
    /// Claude Code's `HEAD` probe: answered 200 without asking Argo, which would say 404 (quirk 1 of the Argo facts).
    case probe

    /// What the shim answers by itself.
    enum LocalRoute: Equatable, Sendable {
        case health
        case models(ModelPage, shape: ModelListShape)
        case model(id: String, shape: ModelListShape)
        case status
        case refresh
        case storedResponse(id: String, isDeletion: Bool)
        /// What led to one.
        case inputItems(id: String, InputItems.Page)
        /// `OPTIONS`: the methods of a path, and nothing that would let a web page in.
        case options(allow: String)
    }
}

/// Whose list of models a client reads.
enum ModelListShape: Equatable, Sendable {
    /// OpenAI's and Anthropic's, which fit into one.
    case shared
    /// Google's: https://ai.google.dev/api/models.
    case google
    /// Codex's: codex-rs/protocol/src/openai_models.rs, `ModelsResponse`.
    case codex
}

/// Which of the models are asked for.
///
/// Sources: https://docs.claude.com/en/api/models-list, https://ai.google.dev/api/models.
struct ModelPage: Equatable, Sendable {
    /// How many at most, 1 at least; nil for all.
    var limit: Int?
    /// The name of the one before the first; nil from the start.
    var after: String?
    /// The name of the one behind the last, for pages that go backwards.
    var before: String?

    init(limit: Int? = nil, after: String? = nil, before: String? = nil) {
        (self.limit, self.after, self.before) = (limit, after, before)
    }

    /// - Parameter query: what stands behind the question mark. Google says `pageSize` and `pageToken`.
    init(query: String?) {
        func value(_ name: String) -> String? { QueryValues.all(of: name, in: query).first }
        limit = (value("limit") ?? value("pageSize")).flatMap { Int($0) }.map { max($0, 1) }
        after = value("after_id") ?? value("pageToken")
        before = value("before_id")
    }

    /// The places of the page, and whether there are more in its direction. Behind a name that is not among them there is nothing, so
    /// that a client that goes from page to page comes to an end also when the list has changed meanwhile.
    func places(among names: [String]) -> (places: Range<Int>, hasMore: Bool) {
        let most = min(limit ?? .max, names.count)
        if let before {
            let end = names.firstIndex(of: before) ?? 0
            let start = max(0, end - most)
            return (start..<end, start > 0)
        }
        let start = after.map { after in names.firstIndex(of: after).map { $0 + 1 } ?? names.count } ?? 0
        let end = min(names.count, start + most)
        return (start..<end, end < names.count)
    }
}

/// An Argo route that requests are forwarded to. The raw value is its path below `/argoapi`.
package enum APIEndpoint: String, CaseIterable, Sendable {
    case chatCompletions = "/v1/chat/completions"
    case completions = "/v1/completions"
    case embeddings = "/v1/embeddings"
    case messages = "/v1/messages"
    case countTokens = "/v1/messages/count_tokens"
    case responses = "/v1/responses"
    case legacyChat = "/api/v1/resource/chat"
    case legacyStreamChat = "/api/v1/resource/streamchat"
    case legacyEmbed = "/api/v1/resource/embed"

    /// The path that Argo serves without a redirect: FastAPI sends everything else on with a 307, which clients do not follow with a body.
    package var path: String {
        switch self {
        case .legacyChat, .legacyStreamChat, .legacyEmbed: rawValue + "/"
        default: rawValue
        }
    }

    /// The wire format of its requests and answers. What is neither Responses nor Messages shares Chat's error object.
    var dialect: Dialect {
        switch self {
        case .messages, .countTokens: .messages
        case .responses: .responses
        case .chatCompletions, .completions, .embeddings, .legacyChat, .legacyStreamChat, .legacyEmbed: .chat
        }
    }

    /// Whether it takes a conversation that every dialect can say.
    var isConversation: Bool {
        switch self {
        case .chatCompletions, .messages, .responses: true
        case .completions, .embeddings, .countTokens, .legacyChat, .legacyStreamChat, .legacyEmbed: false
        }
    }
}

/// Where a request goes: to one of the endpoints, or, at a provider that speaks Google's dialect, to a call that has the model in its path.
enum UpstreamRoute: Equatable, Sendable {
    case endpoint(APIEndpoint)
    case google(GoogleCall)

    /// The one that takes a conversation in a dialect.
    ///
    /// - Parameter model: the upstream's name for the model.
    init(conversationIn dialect: Dialect, of model: String, isStreaming: Bool) {
        switch dialect {
        case .chat: self = .endpoint(.chatCompletions)
        case .messages: self = .endpoint(.messages)
        case .responses: self = .endpoint(.responses)
        case .google:
            self = .google(
                GoogleCall(model: model, method: isStreaming ? .streamGenerateContent : .generateContent, wantsEvents: isStreaming))
        }
    }

    var dialect: Dialect {
        switch self {
        case .endpoint(let endpoint): endpoint.dialect
        case .google: .google
        }
    }

    /// Its path below a provider's address, and what follows `?`.
    var providerPath: String {
        switch self {
        case .endpoint(let endpoint): String(endpoint.rawValue.dropFirst("/v1".count))
        case .google(let call):
            "/models/\(PercentEncoding.encoded(call.model)):\(call.method.rawValue)\(call.wantsEvents ? "?alt=sse" : "")"
        }
    }
}

/// A call of Google's API, which has the model and the method in the path: `/v1beta/models/gemini-2.5-pro:generateContent`.
///
/// Source: https://ai.google.dev/api/generate-content.
struct GoogleCall: Equatable, Sendable {
    /// What is asked of the model. The raw value stands behind the last colon of the path.
    enum Method: String, Sendable {
        case generateContent, streamGenerateContent, countTokens
        case embedContent, batchEmbedContents
    }

    /// The model as the client spelled it, possibly with a vendor's prefix.
    let model: String
    let method: Method
    /// Whether a stream is wanted as events (`alt=sse`) and not as a JSON list.
    let wantsEvents: Bool

    /// Whether the answer is a JSON list that grows, Google's other form of a stream.
    var isJSONList: Bool { method == .streamGenerateContent && !wantsEvents }

    /// - Parameter path: the request's path, without any prefix of the shim's.
    /// - Returns: nil for a path that is no call.
    init?(path: String, query: String?) {
        guard let name = Self.prefixes.first(where: path.hasPrefix).map({ path.dropFirst($0.count) }),
            let colon = name.lastIndex(of: ":"), let method = Method(rawValue: String(name[name.index(after: colon)...])),
            case let model = PercentEncoding.decoded(name[..<colon]), !model.isEmpty
        else { return nil }
        self.model = model
        self.method = method
        wantsEvents = QueryValues.all(of: "alt", in: query).contains("sse")
    }

    func asking(_ model: String) -> GoogleCall {
        GoogleCall(model: model, method: method, wantsEvents: wantsEvents)
    }

    init(model: String, method: Method, wantsEvents: Bool) {
        (self.model, self.method, self.wantsEvents) = (model, method, wantsEvents)
    }

    /// google-genai takes the stable version of the API by itself, where OpenAI's and Anthropic's lists of models are as well.
    private static let prefixes = ["/v1beta/models/", "/v1/models/"]
}
