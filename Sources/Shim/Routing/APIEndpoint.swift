import Translation

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
    /// - Parameters:
    ///   - model: the upstream's name for the model.
    ///   - isStreaming: whether a stream is asked for.
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

    /// The dialect of its requests and answers.
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

    /// - Parameters:
    ///   - path: the request's path, without any prefix of the shim's.
    ///   - query: what follows `?`.
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

    /// The same of another model.
    func asking(_ model: String) -> GoogleCall {
        GoogleCall(model: model, method: method, wantsEvents: wantsEvents)
    }

    init(model: String, method: Method, wantsEvents: Bool) {
        (self.model, self.method, self.wantsEvents) = (model, method, wantsEvents)
    }

    /// google-genai takes the stable version of the API by itself, where OpenAI's and Anthropic's lists of models are as well.
    private static let prefixes = ["/v1beta/models/", "/v1/models/"]
}
