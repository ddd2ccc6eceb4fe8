import LosslessJSON
import Translation

/// Prepares requests for a model of a provider's: edited in place where it speaks the client's dialect, translated where it does not.
struct ProviderTranslator: Sendable {
    let provider: Provider
    let model: ProviderModel

    /// - Parameters:
    ///   - body: the whole body.
    ///   - endpoint: what the client asked.
    ///   - request: what is known of it already.
    /// - Throws: what the client is told where its request would lose its meaning, or asks for what the provider does not have.
    func prepare(_ body: [UInt8], for endpoint: APIEndpoint, of request: RewrittenRequest) throws(ErrorResponse) -> RewrittenRequest {
        switch endpoint {
        case .chatCompletions, .messages, .responses:
            if provider.dialect != endpoint.dialect { return try translate(body, from: endpoint.dialect, of: request) { _ in } }
        case .countTokens where provider.dialect == .messages: break
        case .countTokens where provider.dialect == .google: return try prepareCount(body, from: .messages, of: request)
        case .completions where provider.dialect == .chat, .embeddings where provider.dialect == .chat || provider.dialect == .responses:
            break
        case .countTokens, .completions, .embeddings, .legacyChat, .legacyStreamChat, .legacyEmbed:
            throw lacks(endpoint.rawValue)
        }
        return try finish(body, for: .endpoint(endpoint), of: request)
    }

    /// The model and the method stand in the URL.
    func prepare(_ body: [UInt8], for call: GoogleCall, of request: RewrittenRequest) throws(ErrorResponse) -> RewrittenRequest {
        if provider.dialect == .google { return try finish(body, for: .google(call.asking(model.id)), of: request) }
        switch call.method {
        case .generateContent, .streamGenerateContent:
            let isStreaming = call.method == .streamGenerateContent
            var translated = try translate(body, from: .google, of: request) { translation in
                translation.model = call.model
                translation.isStreaming = isStreaming
            }
            translated.answer?.isJSONList = isStreaming && !call.wantsEvents
            return translated
        case .embedContent, .batchEmbedContents:
            guard provider.dialect == .chat || provider.dialect == .responses else { throw lacks(call.method.rawValue) }
            let isBatch = call.method == .batchEmbedContents
            let embedding = try GoogleEmbedding.request(body, model: model.id, isBatch: isBatch)
            var rewritten = try finish(embedding.body, for: .endpoint(.embeddings), of: request)
            rewritten.target = .endpoint(.embeddings)
            rewritten.answer = ResponseTranslation(dialect: .google, kind: .embeddings(isBatch: isBatch))
            rewritten.notes = embedding.notes + rewritten.notes
            return rewritten
        case .countTokens:
            guard provider.dialect == .messages else { throw lacks(call.method.rawValue) }
            return try prepareCount(GoogleTokenCount.conversation(in: body), from: .google, of: request)
        }
    }

    /// Anthropic and Google count tokens; each is asked for the clients of the other.
    private func prepareCount(_ body: [UInt8], from client: Dialect, of request: RewrittenRequest) throws(ErrorResponse) -> RewrittenRequest
    {
        let translated = try translation(of: body, from: client, of: request, isCounted: true) { _ in }.request
        var rewritten: RewrittenRequest
        if provider.dialect == .google {
            let call = GoogleCall(model: model.id, method: .countTokens, wantsEvents: false)
            rewritten = try finish(GoogleTokenCount.googleRequest(translated.body, model: model.id), for: .google(call), of: request)
        } else {
            rewritten = try finish(GoogleTokenCount.request(translated.body), for: .endpoint(.countTokens), of: request)
            rewritten.target = .endpoint(.countTokens)
        }
        rewritten.answer = ResponseTranslation(dialect: client, kind: .tokenCount)
        return rewritten
    }

    private func finish(_ body: [UInt8], for route: UpstreamRoute, of request: RewrittenRequest) throws(ErrorResponse) -> RewrittenRequest {
        let edited = try ProviderBody(body, model: model.id, route: route, of: provider, maximumOutput: maximumOutput(of: request))
        var rewritten = request
        // The model is in its path.
        if route.dialect == .google { rewritten.target = route }
        rewritten.bodies = [edited.text]
        rewritten.sentModel = model.id
        rewritten.clientStreams = edited.isStreaming
        rewritten.notes = edited.notes
        return rewritten
    }

    private func translate(
        _ body: [UInt8], from client: Dialect, of request: RewrittenRequest, _ complete: (inout RequestTranslation) -> Void
    ) throws(ErrorResponse) -> RewrittenRequest {
        let (translated, target) = try translation(of: body, from: client, of: request, isCounted: false, complete)
        var rewritten = try finish(translated.body, for: target, of: request)
        rewritten.target = target
        rewritten.answer = ResponseTranslation(dialect: client, kind: .conversation(translated.reply))
        // `timeout` is ours, and has been taken.
        let notes = translated.notes.filter { $0.field != "timeout" }.map { RewrittenRequest.printable($0.description) }
        rewritten.notes = notes + rewritten.notes
        return rewritten
    }

    private func translation(
        of body: [UInt8], from client: Dialect, of request: RewrittenRequest, isCounted: Bool,
        _ complete: (inout RequestTranslation) -> Void
    ) throws(ErrorResponse) -> (request: TranslatedRequest, target: UpstreamRoute) {
        do {
            var translation = try RequestTranslation(body, from: client)
            complete(&translation)
            // It names a user of the client's own, who is nobody to a provider of another dialect.
            translation.user = nil
            var traits = ModelTraits(of: model.id, at: provider, request.capabilities)
            if let limit = maximumOutput(of: request) { traits.maximumOutput = limit }
            // A count has no limit; the one that Messages requires is taken out again.
            if isCounted { traits.maximumOutput = traits.maximumOutput ?? 1 }
            let translated = try translation.encoded(for: provider.dialect, traits: traits)
            return (translated, UpstreamRoute(conversationIn: provider.dialect, of: model.id, isStreaming: translation.isStreaming))
        } catch {
            throw ErrorResponse(error)
        }
    }

    /// The lower one of what is said of the model and of the provider.
    private func maximumOutput(of request: RewrittenRequest) -> Int? {
        [request.maximumOutput, provider.limits.maximumOutput].compactMap { $0 }.min()
    }

    private func lacks(_ what: String) -> ErrorResponse {
        ErrorResponse(404, "\(provider.title) has no \(what) for its models.", code: "not_found")
    }
}
