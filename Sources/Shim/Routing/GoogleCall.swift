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
