import Translation

/// Where a request goes: to one of the endpoints, or, at a provider that speaks Google's dialect, to a call that has the model in its path.
enum UpstreamRoute: Equatable, Sendable {
    case endpoint(Endpoint)
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
