import LosslessJSON
import Models
import Translation

/// Prepares requests: edited in place where Argo serves their model in their own dialect, translated first where it does not.
struct RequestTranslator: Sendable {
    let rewriter: RequestRewriter

    /// - Parameter attempt: which model is asked, and the images that were fetched.
    /// - Throws: what the client is told where its request would lose its meaning, or asks for what Argo does not have.
    func prepare(
        _ body: [UInt8], for route: Route, catalogue: ModelCatalogue, as attempt: Attempt = Attempt()
    ) throws(ErrorResponse) -> PreparedRequest {
        switch route {
        case .forward(let endpoint, _):
            let body = RequestBody(body)
            return try prepare(attempt.model.map(body.naming) ?? body, for: endpoint, catalogue: catalogue, images: attempt.images)
        case .google(let call):
            let call = attempt.model.map(call.asking) ?? call
            return try prepare(RequestBody(body), for: call, catalogue: catalogue, images: attempt.images)
        case .forwardResponseItem, .local, .probe: return PreparedRequest(unchanged: body)
        }
    }

    private func prepare(
        _ body: RequestBody, for endpoint: APIEndpoint, catalogue: ModelCatalogue, images: [String: RemoteImage]
    ) throws(ErrorResponse) -> PreparedRequest {
        let request = rewriter.rewrite(body, for: endpoint, catalogue: catalogue)
        if endpoint == .completions, !request.isForChatProvider { return try prepareCompletion(body, catalogue: catalogue) }
        try checkCapabilities(request.intent.model, of: body, for: endpoint)
        switch request {
        case .refuse(_, let refusal): throw refusal
        case .provider(let intent, let model): return try ProviderTranslator(model: model).prepare(body, for: endpoint, intent)
        case .translate(let intent, let target):
            return try translate(body, from: endpoint.dialect, to: target, intent, catalogue: catalogue) { translation in
                translation.replaceImages(images)
            }
        case .forward(let prepared):
            if endpoint == .countTokens, let owner = prepared.intent.model.owner, owner != .anthropic {
                throw Self.cannotCount(prepared.requestedModel ?? "")
            }
            guard !images.isEmpty, let inlined = body.object.map({ MessageImages(in: $0).inlining(images) }) else { return prepared }
            return try rewrite(RequestBody(inlined), for: endpoint, catalogue: catalogue)
        }
    }

    /// A body of the shim's own making, for a model that Argo serves there.
    private func rewrite(
        _ body: RequestBody, for endpoint: APIEndpoint, catalogue: ModelCatalogue
    ) throws(ErrorResponse) -> PreparedRequest {
        switch rewriter.rewrite(body, for: endpoint, catalogue: catalogue) {
        case .forward(let prepared): return prepared
        case .refuse(_, let refusal): throw refusal
        // No rule leads away from where one has led, and the model is Argo's.
        case .translate, .provider: return PreparedRequest(unchanged: body.bytes)
        }
    }

    /// The images of a request that Argo would have to download, and cannot.
    func remoteImages(in body: [UInt8], for route: Route, catalogue: ModelCatalogue) -> [String] {
        switch route {
        case .forward(let endpoint, _): return remoteImages(in: RequestBody(body), for: endpoint, catalogue: catalogue)
        case .google(let call):
            let (model, entry) = rewriter.resolve(call.model, among: catalogue)
            guard let entry, call.method == .generateContent || call.method == .streamGenerateContent else { return [] }
            return remoteImages(in: RequestBody(body), .google, of: model.identity, model: entry.internalID)
        case .forwardResponseItem, .local, .probe: return []
        }
    }

    private func remoteImages(in body: RequestBody, for endpoint: APIEndpoint, catalogue: ModelCatalogue) -> [String] {
        switch rewriter.rewrite(body, for: endpoint, catalogue: catalogue) {
        case .translate(let intent, _):
            return remoteImages(in: body, endpoint.dialect, of: intent.model.identity, model: intent.model.sent ?? "")
        case .forward(let prepared) where endpoint.dialect == .messages && prepared.intent.model.owner == .anthropic:
            return body.object.map { MessageImages(in: $0).urls } ?? []
        // A provider of this dialect may download, and says so if it does not.
        case .forward, .provider, .refuse: return []
        }
    }

    private func remoteImages(in body: RequestBody, _ dialect: Dialect, of identity: ModelIdentity?, model: String) -> [String] {
        // What is no request of its dialect is told when it is translated.
        guard !ModelTraits(of: identity, model: model).fetchesURLs, let translation = try? body.translation(from: dialect) else {
            return []
        }
        return translation.remoteImages
    }

    /// Argo has no such route, whatever the model; nor has a provider of another dialect.
    private func prepareCompletion(_ body: RequestBody, catalogue: ModelCatalogue) throws(ErrorResponse) -> PreparedRequest {
        let completion = try LegacyCompletion.request(body.object)
        let chat = RequestBody(completion.body)
        let request = rewriter.rewrite(chat, for: .chatCompletions, catalogue: catalogue)
        var translated: PreparedRequest
        switch request {
        case .refuse(_, let refusal): throw refusal
        case .provider(let intent, let model):
            try checkCapabilities(intent.model, of: chat, for: .chatCompletions)
            translated = try ProviderTranslator(model: model).prepare(chat, for: .chatCompletions, intent)
        case .translate(let intent, let target):
            translated = try translate(chat, from: .chat, to: target, intent, catalogue: catalogue) { _ in }
        case .forward(let prepared):
            translated = try translate(chat, from: .chat, to: .chatCompletions, prepared.intent, catalogue: catalogue) { _ in }
        }
        translated.answer?.isCompletion = true
        translated.notes = completion.notes + translated.notes
        return translated
    }

    /// The model and the method stand in the URL.
    private func prepare(
        _ body: RequestBody, for call: GoogleCall, catalogue: ModelCatalogue, images: [String: RemoteImage]
    ) throws(ErrorResponse) -> PreparedRequest {
        var (model, entry) = rewriter.resolve(call.model, among: catalogue)
        let other = entry == nil ? model.sent.flatMap(rewriter.providers.model) : nil
        if let other, model.capabilities == nil { model.capabilities = ModelCapability.known(ofModel: other.id) }
        let intent = RequestIntent(model: model)
        try checkCapabilities(model, of: body, for: call)
        if let other { return try ProviderTranslator(model: other).prepare(body, for: call, intent) }
        guard let entry else { throw ErrorResponse(unknownModel: call.model, in: catalogue, among: rewriter.providers.names) }
        switch call.method {
        case .generateContent, .streamGenerateContent:
            let target = TranslationRule.target(of: model.identity)
            var translated = try translate(body, from: .google, to: target, intent, catalogue: catalogue) { translation in
                translation.take(call)
                translation.replaceImages(images)
            }
            translated.answer?.isJSONList = call.isJSONList
            return translated
        case .countTokens:
            guard entry.owner == .anthropic else { throw Self.cannotCount(call.model) }
            let conversation = RequestBody(GoogleTokenCount.conversation(in: body))
            let counted = GoogleTokenCount.request(try translation(of: conversation, from: .google, to: .messages, intent) { _ in }.body)
            var prepared = try send(RequestBody(counted), to: .countTokens, intent, catalogue: catalogue)
            prepared.answer = ResponseTranslation(dialect: .google, kind: .tokenCount)
            return prepared
        case .embedContent, .batchEmbedContents:
            guard model.identity?.family == .embedding else {
                throw ErrorResponse(404, "\(call.model.prefix(100)) is not an embedding model.", code: "model_not_found")
            }
            let isBatch = call.method == .batchEmbedContents
            let embedding = try GoogleEmbedding.request(body.object, model: entry.internalID, isBatch: isBatch)
            var prepared = try send(RequestBody(embedding.body), to: .embeddings, intent, catalogue: catalogue)
            prepared.answer = ResponseTranslation(dialect: .google, kind: .embeddings(isBatch: isBatch))
            prepared.notes = embedding.notes + prepared.notes
            return prepared
        }
    }

    /// A body of the shim's own making, at another endpoint than the client's; what the client said stays as it said it.
    private func send(
        _ body: RequestBody, to endpoint: APIEndpoint, _ original: RequestIntent, catalogue: ModelCatalogue
    ) throws(ErrorResponse) -> PreparedRequest {
        var prepared = try rewrite(body, for: endpoint, catalogue: catalogue)
        let sent = prepared.sentModel
        prepared.intent = original
        prepared.intent.model.sent = sent
        prepared.target = .endpoint(endpoint)
        return prepared
    }

    // MARK: Capabilities

    private func checkCapabilities(_ model: ResolvedModel, of body: RequestBody, for endpoint: APIEndpoint) throws(ErrorResponse) {
        guard let check = CapabilityCheck(model) else { return }
        if endpoint.isConversation { try check.check(body.object, in: endpoint.dialect) }
        if endpoint == .embeddings { try check.checkEmbedding() }
    }

    private func checkCapabilities(_ model: ResolvedModel, of body: RequestBody, for call: GoogleCall) throws(ErrorResponse) {
        guard let check = CapabilityCheck(model) else { return }
        switch call.method {
        case .generateContent, .streamGenerateContent: try check.check(body.object, in: .google)
        case .embedContent, .batchEmbedContents: try check.checkEmbedding()
        case .countTokens: break
        }
    }

    // MARK: Translation

    /// - Parameters:
    ///   - intent: what the rewriter has found out about the body.
    ///   - complete: puts in what stands in the URL.
    private func translate(
        _ body: RequestBody, from client: Dialect, to target: APIEndpoint, _ intent: RequestIntent, catalogue: ModelCatalogue,
        _ complete: (inout RequestTranslation) -> Void
    ) throws(ErrorResponse) -> PreparedRequest {
        let translated = try translation(of: body, from: client, to: target, intent, complete)
        var prepared = try send(RequestBody(translated.document), to: target, intent, catalogue: catalogue)
        prepared.take(translated, for: client)
        return prepared
    }

    private func translation(
        of body: RequestBody, from client: Dialect, to target: APIEndpoint, _ intent: RequestIntent,
        _ complete: (inout RequestTranslation) -> Void
    ) throws(ErrorResponse) -> TranslatedRequest {
        do {
            var translation = try body.translation(from: client)
            complete(&translation)
            // On Argo's chat route `user` is the credential, and OpenAI takes no more than 64 characters; Claude Code sends more of its own.
            if target != .messages { translation.user = nil }
            var traits = ModelTraits(of: intent.model.identity, model: intent.model.sent ?? "")
            if let limit = intent.model.maximumOutput { traits.maximumOutput = limit }
            return try translation.encoded(for: target.dialect, traits: traits)
        } catch {
            throw ErrorResponse(error)
        }
    }

    private static func cannotCount(_ model: String) -> ErrorResponse {
        ErrorResponse(404, "Argo counts tokens for Claude models only, not for \(model.prefix(100)).", code: "not_found")
    }
}

extension RewrittenRequest {
    fileprivate var intent: RequestIntent {
        switch self {
        case .forward(let prepared): prepared.intent
        case .translate(let intent, _), .provider(let intent, _), .refuse(let intent, _): intent
        }
    }

    /// Whether the provider that serves it knows Completions.
    fileprivate var isForChatProvider: Bool {
        if case .provider(_, let model) = self { model.provider.dialect == .chat } else { false }
    }
}

extension PreparedRequest {
    /// What the answer to a translated conversation needs, and what was lost.
    mutating func take(_ translated: TranslatedRequest, for client: Dialect) {
        answer = ResponseTranslation(dialect: client, kind: .conversation(translated.reply))
        // `timeout` is ours, and has been taken.
        notes = translated.notes.filter { $0.field != "timeout" }.map { Self.printable($0.description) } + notes
    }
}

extension RequestTranslation {
    /// Puts in what a call of Google's has in its URL.
    mutating func take(_ call: GoogleCall) {
        model = call.model
        isStreaming = call.method == .streamGenerateContent
    }

    fileprivate mutating func replaceImages(_ images: [String: RemoteImage]) {
        replaceImages(images.mapValues { (mediaType: $0.format.rawValue, data: $0.data) })
    }
}

extension ErrorResponse {
    /// A request of Messages that needs a server which holds conversations. Anthropic's SDK and Claude Code know the code, and send the
    /// whole conversation from then on (https://github.com/anthropics/anthropic-sdk-python, lib/threads/_thread_state.py).
    static let unsupportedThread: ErrorResponse = {
        var error = ErrorResponse(
            400,
            "thread: argo-shim and Argo do not store conversations (message threads). Send all messages each time; with the "
                + "Anthropic SDK: tool_runner(thread=False), or thread(unsupported_request_behavior=\"continue_unthreaded\").",
            parameter: "thread")
        error.details = ["error_code": "thread_unsupported_request", "unsupported": []]
        return error
    }()

    /// A request that cannot be translated, in words for the person behind the client.
    init(_ error: TranslationError) {
        if case .vendorsOwn(_, .messageThread) = error {
            self = .unsupportedThread
            return
        }
        self.init(
            error.status, "argo-shim cannot translate this request for its model. \(error)",
            parameter: error.path.isEmpty ? nil : error.path)
    }
}
