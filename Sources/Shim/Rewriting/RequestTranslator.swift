import LosslessJSON
import Models
import Translation

/// Prepares requests: edited in place where Argo serves their model in their own dialect, translated first where it does not.
struct RequestTranslator: Sendable {
    let rewriter: RequestRewriter

    /// - Parameters:
    ///   - body: the whole body.
    ///   - route: what the client asked.
    ///   - catalogue: the models to find the model among.
    ///   - attempt: which model is asked, and the images that were fetched.
    /// - Throws: what the client is told where its request would lose its meaning, or asks for what Argo does not have.
    func prepare(
        _ body: [UInt8], for route: Route, catalogue: ModelCatalogue, as attempt: Attempt = Attempt()
    ) throws(ErrorResponse) -> RewrittenRequest {
        switch route {
        case .forward(let endpoint, _):
            let body = attempt.model.map { Self.naming($0, in: body) } ?? body
            return try prepare(body, for: endpoint, catalogue: catalogue, images: attempt.images)
        case .google(let call):
            return try prepare(body, for: attempt.model.map(call.asking) ?? call, catalogue: catalogue, images: attempt.images)
        case .forwardResponseItem, .local, .probe: return RewrittenRequest(unchanged: body)
        }
    }

    /// The body with another model in it.
    private static func naming(_ model: String, in body: [UInt8]) -> [UInt8] {
        // It has been read before.
        guard let document = try? JSONDocument(body), document.root.kind == .object else { return body }
        var object = ObjectEdit(document.root, in: document)
        object.set("model", to: JSONValue.string(model).serialized)
        return EditedText(body, applying: object.textEdits).bytes
    }

    private func prepare(
        _ body: [UInt8], for endpoint: APIEndpoint, catalogue: ModelCatalogue, images: [String: RemoteImage]
    ) throws(ErrorResponse) -> RewrittenRequest {
        let request = rewriter.rewrite(body, for: endpoint, catalogue: catalogue)
        if endpoint == .completions, translator(for: request)?.provider.dialect != .chat {
            return try prepareCompletion(body, catalogue: catalogue)
        }
        if let check = check(request) {
            if endpoint.isConversation { try check.check(body, in: endpoint.dialect) }
            if endpoint == .embeddings { try check.checkEmbedding() }
        }
        if let translator = translator(for: request) { return try translator.prepare(body, for: endpoint, of: request) }
        if let target = request.foreignTarget {
            var translated = try translate(body, from: endpoint.dialect, to: target, of: request, catalogue: catalogue) { translation in
                translation.replaceImages(images.mapValues { (mediaType: $0.format.rawValue, data: $0.data) })
            }
            translated.timeoutSeconds = request.timeoutSeconds
            return translated
        }
        if request.isRefusedThread { throw .unsupportedThread }
        if endpoint == .countTokens, let owner = request.owner, owner != .anthropic {
            throw Self.cannotCount(request.requestedModel ?? "")
        }
        if !images.isEmpty, let inlined = MessageImages(in: body)?.inlining(images) {
            return rewriter.rewrite(inlined, for: endpoint, catalogue: catalogue)
        }
        return request
    }

    /// The images of a request that Argo would have to download, and cannot.
    func remoteImages(in body: [UInt8], for route: Route, catalogue: ModelCatalogue) -> [String] {
        switch route {
        case .forward(let endpoint, _): return remoteImages(in: body, for: endpoint, catalogue: catalogue)
        case .google(let call):
            let name = rewriter.providers.alias(call.model)?.target ?? call.model
            guard let entry = catalogue.resolve(name), call.method == .generateContent || call.method == .streamGenerateContent,
                let translation = try? RequestTranslation(body, from: .google),
                !ModelTraits(of: entry.identity, model: entry.internalID).fetchesURLs
            else { return [] }
            return translation.remoteImages
        case .forwardResponseItem, .local, .probe: return []
        }
    }

    private func remoteImages(in body: [UInt8], for endpoint: APIEndpoint, catalogue: ModelCatalogue) -> [String] {
        let request = rewriter.rewrite(body, for: endpoint, catalogue: catalogue)
        if endpoint == .messages || endpoint == .countTokens, request.foreignTarget == nil {
            // A provider of this dialect may download, and says so if it does not.
            guard request.providerModel == nil, request.owner == .anthropic else { return [] }
            return MessageImages(in: body)?.urls ?? []
        }
        // What is no request of its dialect is told when it is translated.
        guard request.foreignTarget != nil, let translation = try? RequestTranslation(body, from: endpoint.dialect),
            !ModelTraits(of: request.identity, model: request.sentModel ?? "").fetchesURLs
        else { return [] }
        return translation.remoteImages
    }

    /// Argo has no such route, whatever the model; nor has a provider of another dialect.
    private func prepareCompletion(_ body: [UInt8], catalogue: ModelCatalogue) throws(ErrorResponse) -> RewrittenRequest {
        let chat = try LegacyCompletion.request(body)
        let request = rewriter.rewrite(chat.body, for: .chatCompletions, catalogue: catalogue)
        var translated: RewrittenRequest
        if let translator = translator(for: request) {
            try check(request)?.check(chat.body, in: .chat)
            translated = try translator.prepare(chat.body, for: .chatCompletions, of: request)
        } else {
            let target = request.foreignTarget ?? .chatCompletions
            translated = try translate(chat.body, from: .chat, to: target, of: request, catalogue: catalogue) { _ in }
        }
        translated.answer?.isCompletion = true
        translated.timeoutSeconds = request.timeoutSeconds
        translated.notes = chat.notes + translated.notes
        return translated
    }

    /// The model and the method stand in the URL.
    private func prepare(
        _ body: [UInt8], for call: GoogleCall, catalogue: ModelCatalogue, images: [String: RemoteImage]
    ) throws(ErrorResponse) -> RewrittenRequest {
        var request = RewrittenRequest(bodies: [])
        request.requestedModel = call.model
        let alias = rewriter.providers.alias(call.model)
        let name = alias?.target ?? call.model
        let entry = catalogue.resolve(name)
        if entry == nil { request.providerModel = rewriter.providers.model(name) }
        request.capabilities = alias?.capabilities ?? request.providerModel.flatMap { ModelCapability.known(ofModel: $0.id) }
        request.maximumOutput = alias?.maximumOutput
        if let check = check(request) {
            switch call.method {
            case .generateContent, .streamGenerateContent: try check.check(body, in: .google)
            case .embedContent, .batchEmbedContents: try check.checkEmbedding()
            case .countTokens: break
            }
        }
        guard let entry else {
            guard let translator = translator(for: request) else {
                throw ErrorResponse(unknownModel: call.model, in: catalogue, among: rewriter.providers.names)
            }
            return try translator.prepare(body, for: call, of: request)
        }
        request.sentModel = entry.internalID
        request.identity = entry.identity
        let target = TranslationRule.target(of: entry.identity)
        switch call.method {
        case .generateContent, .streamGenerateContent:
            let isStreaming = call.method == .streamGenerateContent
            var translated = try translate(body, from: .google, to: target, of: request, catalogue: catalogue) { translation in
                translation.model = call.model
                translation.isStreaming = isStreaming
                translation.replaceImages(images.mapValues { (mediaType: $0.format.rawValue, data: $0.data) })
            }
            translated.answer?.isJSONList = isStreaming && !call.wantsEvents
            return translated
        case .countTokens:
            guard entry.owner == .anthropic else { throw Self.cannotCount(call.model) }
            return try prepareCount(body, of: request, catalogue: catalogue)
        case .embedContent, .batchEmbedContents:
            guard entry.identity?.family == .embedding else {
                throw ErrorResponse(404, "\(call.model.prefix(100)) is not an embedding model.", code: "model_not_found")
            }
            return try prepareEmbeddings(body, isBatch: call.method == .batchEmbedContents, of: request, catalogue: catalogue)
        }
    }

    private func check(_ request: RewrittenRequest) -> CapabilityCheck? {
        request.capabilities.map { CapabilityCheck(capabilities: $0, model: request.requestedModel ?? "") }
    }

    private func translator(for request: RewrittenRequest) -> ProviderTranslator? {
        guard let model = request.providerModel, let provider = rewriter.providers.provider(named: model.provider) else { return nil }
        return ProviderTranslator(provider: provider, model: model)
    }

    private func prepareCount(_ body: [UInt8], of request: RewrittenRequest, catalogue: ModelCatalogue) throws(ErrorResponse)
        -> RewrittenRequest
    {
        let conversation = GoogleTokenCount.conversation(in: body)
        let translated = try translation(of: conversation, from: .google, to: .messages, of: request) { _ in }
        var rewritten = rewriter.rewrite(GoogleTokenCount.request(translated.body), for: .countTokens, catalogue: catalogue)
        rewritten.requestedModel = request.requestedModel
        rewritten.target = .endpoint(.countTokens)
        rewritten.answer = ResponseTranslation(dialect: .google, kind: .tokenCount)
        return rewritten
    }

    private func prepareEmbeddings(
        _ body: [UInt8], isBatch: Bool, of request: RewrittenRequest, catalogue: ModelCatalogue
    ) throws(ErrorResponse) -> RewrittenRequest {
        let embedding = try GoogleEmbedding.request(body, model: request.sentModel ?? "", isBatch: isBatch)
        var rewritten = rewriter.rewrite(embedding.body, for: .embeddings, catalogue: catalogue)
        rewritten.requestedModel = request.requestedModel
        rewritten.target = .endpoint(.embeddings)
        rewritten.answer = ResponseTranslation(dialect: .google, kind: .embeddings(isBatch: isBatch))
        rewritten.notes = embedding.notes + rewritten.notes
        return rewritten
    }

    /// - Parameters:
    ///   - request: what the rewriter has found out about the body's model.
    ///   - complete: puts in what stands in the URL.
    private func translate(
        _ body: [UInt8], from client: Dialect, to target: APIEndpoint, of request: RewrittenRequest, catalogue: ModelCatalogue,
        _ complete: (inout RequestTranslation) -> Void
    ) throws(ErrorResponse) -> RewrittenRequest {
        let translated = try translation(of: body, from: client, to: target, of: request, complete)
        var rewritten = rewriter.rewrite(translated.body, for: target, catalogue: catalogue)
        rewritten.requestedModel = request.requestedModel
        rewritten.keepsAnswer = request.keepsAnswer
        rewritten.target = .endpoint(target)
        rewritten.answer = ResponseTranslation(dialect: client, kind: .conversation(translated.reply))
        // `timeout` is ours, and has been taken.
        let notes = translated.notes.filter { $0.field != "timeout" }.map { RewrittenRequest.printable($0.description) }
        rewritten.notes = notes + rewritten.notes
        return rewritten
    }

    private func translation(
        of body: [UInt8], from client: Dialect, to target: APIEndpoint, of request: RewrittenRequest,
        _ complete: (inout RequestTranslation) -> Void
    ) throws(ErrorResponse) -> TranslatedRequest {
        do {
            var translation = try RequestTranslation(body, from: client)
            complete(&translation)
            // On Argo's chat route `user` is the credential, and OpenAI takes no more than 64 characters; Claude Code sends more of its own.
            if target != .messages { translation.user = nil }
            var traits = ModelTraits(of: request.identity, model: request.sentModel ?? "")
            if let limit = request.maximumOutput { traits.maximumOutput = limit }
            return try translation.encoded(for: target.dialect, traits: traits)
        } catch {
            throw ErrorResponse(error)
        }
    }

    private static func cannotCount(_ model: String) -> ErrorResponse {
        ErrorResponse(404, "Argo counts tokens for Claude models only, not for \(model.prefix(100)).", code: "not_found")
    }
}

extension ErrorResponse {
    /// A request of Messages that needs a server which holds conversations. Anthropic's SDK and Claude Code know the code, and send the
    /// whole conversation from then on (https://github.com/anthropics/anthropic-sdk-python, lib/threads/_thread_state.py).
    static let unsupportedThread: ErrorResponse = {
        var error = ErrorResponse(
            400,
            "thread: argo-shim and Argo do not store conversations (message threads). Send all messages each time; with the "
                + "Anthropic SDK: tool_runner(thread=False), or thread(unsupported_request_behavior=\"continue_unthreaded\").")
        error.parameter = "thread"
        error.details = ["error_code": "thread_unsupported_request", "unsupported": []]
        return error
    }()

    /// A request that cannot be translated, in words for the person behind the client.
    init(_ error: TranslationError) {
        if case .vendorsOwn(_, .messageThread) = error {
            self = .unsupportedThread
            return
        }
        self.init(error.status, "argo-shim cannot translate this request for its model. \(error)")
        parameter = error.path.isEmpty ? nil : error.path
    }
}
