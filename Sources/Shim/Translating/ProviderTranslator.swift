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
    func prepare(_ body: [UInt8], for endpoint: Endpoint, of request: RewrittenRequest) throws(ErrorResponse) -> RewrittenRequest {
        switch endpoint {
        case .chatCompletions, .messages, .responses:
            if let target = Endpoint(conversationIn: provider.dialect), target != endpoint {
                return try translate(body, from: endpoint.dialect, to: target, of: request) { _ in }
            }
        case .countTokens where provider.dialect == .messages: break
        case .completions where provider.dialect == .chat, .embeddings where provider.dialect == .chat || provider.dialect == .responses:
            break
        case .countTokens, .completions, .embeddings, .legacyChat, .legacyStreamChat, .legacyEmbed:
            throw lacks(endpoint.rawValue)
        }
        return try finish(body, for: endpoint, of: request)
    }

    /// The model and the method stand in the URL.
    func prepare(_ body: [UInt8], for call: GoogleCall, of request: RewrittenRequest) throws(ErrorResponse) -> RewrittenRequest {
        switch call.method {
        case .generateContent, .streamGenerateContent:
            guard let target = Endpoint(conversationIn: provider.dialect) else { throw lacks(call.method.rawValue) }
            let isStreaming = call.method == .streamGenerateContent
            var translated = try translate(body, from: .google, to: target, of: request) { translation in
                translation.model = call.model
                translation.isStreaming = isStreaming
            }
            translated.answer?.isJSONList = isStreaming && !call.wantsEvents
            return translated
        case .embedContent, .batchEmbedContents:
            guard provider.dialect == .chat || provider.dialect == .responses else { throw lacks(call.method.rawValue) }
            let isBatch = call.method == .batchEmbedContents
            let embedding = try GoogleEmbedding.request(body, model: model.id, isBatch: isBatch)
            var rewritten = try finish(embedding.body, for: .embeddings, of: request)
            rewritten.target = .embeddings
            rewritten.answer = ClientAnswer(dialect: .google, kind: .embeddings(isBatch: isBatch))
            rewritten.notes = embedding.notes + rewritten.notes
            return rewritten
        case .countTokens:
            throw lacks("countTokens")
        }
    }

    private func finish(_ body: [UInt8], for endpoint: Endpoint, of request: RewrittenRequest) throws(ErrorResponse) -> RewrittenRequest {
        let edited = try ProviderBody(body, model: model.id, endpoint: endpoint, of: provider)
        var rewritten = request
        rewritten.bodies = [edited.text]
        rewritten.sentModel = model.id
        rewritten.clientStreams = edited.isStreaming
        rewritten.notes = edited.notes
        return rewritten
    }

    private func translate(
        _ body: [UInt8], from client: Dialect, to target: Endpoint, of request: RewrittenRequest,
        _ complete: (inout RequestTranslation) -> Void
    ) throws(ErrorResponse) -> RewrittenRequest {
        let translated: TranslatedRequest
        do {
            var translation = try RequestTranslation(body, from: client)
            complete(&translation)
            // It names a user of the client's own, who is nobody to a provider of another dialect.
            translation.user = nil
            var traits = ModelTraits(of: model.id, at: provider, on: target, request.capabilities)
            if let limit = request.maximumOutput { traits.maximumOutput = limit }
            translated = try translation.encoded(for: target.dialect, traits: traits)
        } catch {
            throw ErrorResponse(error)
        }
        var rewritten = try finish(translated.body, for: target, of: request)
        rewritten.target = target
        rewritten.answer = ClientAnswer(dialect: client, kind: .conversation(translated.reply))
        // `timeout` is ours, and has been taken.
        let notes = translated.notes.filter { $0.field != "timeout" }.map { RewrittenRequest.printable($0.description) }
        rewritten.notes = notes + rewritten.notes
        return rewritten
    }

    private func lacks(_ what: String) -> ErrorResponse {
        ErrorResponse(404, "\(provider.title) has no \(what) for its models.", code: "not_found")
    }
}

extension Endpoint {
    /// The route that takes a conversation in a dialect; nil for Google's, whose routes have the model in them.
    init?(conversationIn dialect: Dialect) {
        switch dialect {
        case .chat: self = .chatCompletions
        case .messages: self = .messages
        case .responses: self = .responses
        case .google: return nil
        }
    }

    /// Its path below a provider's address.
    var providerPath: String { String(rawValue.dropFirst("/v1".count)) }
}

extension ModelTraits {
    /// What is known about a provider's model.
    ///
    /// - Parameters:
    ///   - id: the provider's name for it.
    ///   - endpoint: the route that it is asked by.
    ///   - capabilities: what it can do; nil where nothing is known of it.
    init(of id: String, at provider: Provider, on endpoint: Endpoint, _ capabilities: Set<ModelCapability>?) {
        let name = id.split(separator: "/").last.map(String.init) ?? id
        if name.lowercased().hasPrefix("gpt-oss") {
            // https://huggingface.co/openai/gpt-oss-120b: text alone, three levels of reasoning.
            self.init(model: id)
            takesFiles = false
            reasoning = .effort([.low, .medium, .high])
            canDisableReasoning = false
        } else {
            let identity = ModelIdentity(name)
            self.init(of: identity, model: id, on: endpoint)
            // OpenAI's models alone want the newer name; other servers have known the older one for longer.
            takesMaximumCompletionTokens = identity?.family.owner == .openai
            // What Argo's cloud project refuses is taken elsewhere.
            takesStructuredOutput = true
        }
        if let capabilities {
            takesImages = capabilities.contains(.vision)
            takesTools = capabilities.contains(.tools)
            if !capabilities.contains(.reasoning) { reasoning = .unsupported }
        }
        // What OpenAI's own service adds to its dialect, other servers do not know.
        if provider.dialect == .chat { takesVendorFields = false }
    }
}
