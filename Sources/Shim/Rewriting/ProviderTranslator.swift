import LosslessJSON
import Translation

/// Prepares requests for a model of a provider's: edited in place where it speaks the client's dialect, translated where it does not.
struct ProviderTranslator: Sendable {
    let model: ProviderModel
    private var provider: Provider { model.provider }

    /// - Throws: what the client is told where its request would lose its meaning, or asks for what the provider does not have.
    func prepare(_ body: RequestBody, for endpoint: APIEndpoint, _ intent: RequestIntent) throws(ErrorResponse) -> PreparedRequest {
        switch endpoint {
        case .chatCompletions, .messages, .responses:
            if provider.dialect != endpoint.dialect { return try translate(body, from: endpoint.dialect, intent) { _ in } }
        case .countTokens where provider.dialect == .messages: break
        case .countTokens where provider.dialect == .google: return try prepareCount(body, from: .messages, intent)
        case .completions where provider.dialect == .chat, .embeddings where provider.dialect == .chat || provider.dialect == .responses:
            break
        case .countTokens, .completions, .embeddings, .legacyChat, .legacyStreamChat, .legacyEmbed:
            throw lacks(endpoint.rawValue)
        }
        return try finish(body, for: .endpoint(endpoint), intent)
    }

    /// The model and the method stand in the URL.
    func prepare(_ body: RequestBody, for call: GoogleCall, _ intent: RequestIntent) throws(ErrorResponse) -> PreparedRequest {
        if provider.dialect == .google { return try finish(body, for: .google(call.asking(model.id)), intent) }
        switch call.method {
        case .generateContent, .streamGenerateContent:
            var translated = try translate(body, from: .google, intent) { $0.take(call) }
            translated.answer?.isJSONList = call.isJSONList
            return translated
        case .embedContent, .batchEmbedContents:
            guard provider.dialect == .chat || provider.dialect == .responses else { throw lacks(call.method.rawValue) }
            let isBatch = call.method == .batchEmbedContents
            let embedding = try GoogleEmbedding.request(body.object, model: model.id, isBatch: isBatch)
            var prepared = try finish(RequestBody(embedding.body), for: .endpoint(.embeddings), intent)
            prepared.target = .endpoint(.embeddings)
            prepared.answer = ResponseTranslation(dialect: .google, kind: .embeddings(isBatch: isBatch))
            prepared.notes = embedding.notes + prepared.notes
            return prepared
        case .countTokens:
            guard provider.dialect == .messages else { throw lacks(call.method.rawValue) }
            return try prepareCount(RequestBody(GoogleTokenCount.conversation(in: body)), from: .google, intent)
        }
    }

    /// Anthropic and Google count tokens; each is asked for the clients of the other.
    private func prepareCount(_ body: RequestBody, from client: Dialect, _ intent: RequestIntent) throws(ErrorResponse) -> PreparedRequest {
        let conversation = try translation(of: body, from: client, intent, isCounted: true) { _ in }.request.body
        var (counted, route) = (GoogleTokenCount.request(conversation), UpstreamRoute.endpoint(.countTokens))
        if provider.dialect == .google {
            counted = GoogleTokenCount.googleRequest(conversation, model: model.id)
            route = .google(GoogleCall(model: model.id, method: .countTokens, wantsEvents: false))
        }
        var prepared = try finish(RequestBody(counted), for: route, intent)
        prepared.target = route
        prepared.answer = ResponseTranslation(dialect: client, kind: .tokenCount)
        return prepared
    }

    private func finish(_ body: RequestBody, for route: UpstreamRoute, _ intent: RequestIntent) throws(ErrorResponse) -> PreparedRequest {
        let edited = try ProviderBody(body, of: model, route: route, maximumOutput: maximumOutput(intent))
        var prepared = PreparedRequest(bodies: [edited.text], intent: intent)
        prepared.provider = provider.name
        // The model is in its path.
        if route.dialect == .google { prepared.target = route }
        prepared.intent.model.sent = model.id
        prepared.clientStreams = edited.isStreaming
        prepared.notes = edited.notes
        return prepared
    }

    private func translate(
        _ body: RequestBody, from client: Dialect, _ intent: RequestIntent, _ complete: (inout RequestTranslation) -> Void
    ) throws(ErrorResponse) -> PreparedRequest {
        let (translated, target) = try translation(of: body, from: client, intent, isCounted: false, complete)
        var prepared = try finish(RequestBody(translated.document), for: target, intent)
        prepared.target = target
        prepared.take(translated, for: client)
        return prepared
    }

    private func translation(
        of body: RequestBody, from client: Dialect, _ intent: RequestIntent, isCounted: Bool,
        _ complete: (inout RequestTranslation) -> Void
    ) throws(ErrorResponse) -> (request: TranslatedRequest, target: UpstreamRoute) {
        do {
            var translation = try body.translation(from: client)
            complete(&translation)
            // It names a user of the client's own, who is nobody to a provider of another dialect.
            translation.user = nil
            var traits = ModelTraits(of: model.id, at: provider, intent.model.capabilities)
            if let limit = maximumOutput(intent) { traits.maximumOutput = limit }
            // A count has no limit; the one that Messages requires is taken out again.
            if isCounted { traits.maximumOutput = traits.maximumOutput ?? 1 }
            let translated = try translation.encoded(for: provider.dialect, traits: traits)
            return (translated, UpstreamRoute(conversationIn: provider.dialect, of: model.id, isStreaming: translation.isStreaming))
        } catch {
            throw ErrorResponse(error)
        }
    }

    /// The lower one of what is said of the model and of the provider.
    private func maximumOutput(_ intent: RequestIntent) -> Int? {
        [intent.model.maximumOutput, provider.limits.maximumOutput].compactMap { $0 }.min()
    }

    private func lacks(_ what: String) -> ErrorResponse {
        ErrorResponse(404, "\(provider.title) has no \(what) for its models.", code: "not_found")
    }
}
