import LosslessJSON
import NIOCore
import NIOHTTP1
import NIOPosix
import Translation

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Turns a whole request into an exchange: rewrites its body and its headers and starts it.
struct Forwarder {
    /// From this size on a body is rewritten on another thread: scanning runs at some hundred MB/s, and streams on the loop must not wait.
    private static let largeBody = 1024 * 1024

    let core: ShimCore

    func forward(_ request: PendingRequest, for client: ClientHandler) {
        guard isRead(request) else { return start(request, RewrittenRequest(unchanged: request.body), Attempt(), for: client) }
        if case .forward(.responses, _) = request.route, let responses = core.responses, ResponseContinuation.isPossible(request.body) {
            return continueConversation(request, responses, for: client)
        }
        fetchImages(of: request, for: client)
    }

    /// Fetches what the model's upstream cannot, before the request is prepared.
    private func fetchImages(of request: PendingRequest, for client: ClientHandler) {
        guard RemoteImages.areNamed(in: request.body, of: request.route) else {
            return prepare(request, as: Attempt(), for: client)
        }
        let (translator, images) = (core.translator, core.images)
        let (body, route, catalogue) = (request.body, request.route, core.models.catalogue)
        let fetched = core.eventLoop.makeFutureWithTask { () -> Result<[String: RemoteImage], ErrorResponse> in
            let urls = try await NIOThreadPool.singleton.runIfActive {
                translator.remoteImages(in: body, for: route, catalogue: catalogue)
            }
            do throws(ErrorResponse) {
                return .success(try await images.images(at: urls))
            } catch {
                return .failure(error)
            }
        }
        fetched.assumeIsolated().whenSuccess { result in
            // The client may have gone meanwhile.
            guard client.response?.id == request.id else { return }
            switch result {
            case .success(let images): prepare(request, as: Attempt(images: images), for: client)
            case .failure(let refusal): client.answer(refusal)
            }
        }
    }

    private func prepare(_ request: PendingRequest, as attempt: Attempt, for client: ClientHandler) {
        let translator = core.translator
        let catalogue = core.models.catalogue
        let body = request.body
        let route = request.route
        guard body.count >= Self.largeBody else {
            return start(
                request, Result { () throws(ErrorResponse) in try translator.prepare(body, for: route, catalogue: catalogue, as: attempt) },
                attempt, for: client)
        }
        NIOThreadPool.singleton.runIfActive(eventLoop: core.eventLoop) {
            Result { () throws(ErrorResponse) in try translator.prepare(body, for: route, catalogue: catalogue, as: attempt) }
        }.assumeIsolated().whenSuccess { prepared in
            // The client may have gone meanwhile.
            if client.response?.id == request.id { start(request, prepared, attempt, for: client) }
        }
    }

    private func start(
        _ request: PendingRequest, _ prepared: Result<RewrittenRequest, ErrorResponse>, _ attempt: Attempt, for client: ClientHandler
    ) {
        switch prepared {
        case .success(let rewritten): start(request, rewritten, attempt, for: client)
        case .failure(let refusal): client.answer(refusal)
        }
    }

    /// Looks for the answer that a request goes on from, on another thread, and forwards the whole conversation.
    private func continueConversation(_ request: PendingRequest, _ responses: ResponseStore, for client: ClientHandler) {
        let body = request.body
        NIOThreadPool.singleton.runIfActive(eventLoop: core.eventLoop) {
            Result { () throws(ErrorResponse) in
                try ResponseContinuation.resolved(body, find: { responses.find($0) }, findItem: { responses.findItem($0) })
            }
        }.assumeIsolated().whenSuccess { resolved in
            // The client may have gone meanwhile.
            guard client.response?.id == request.id else { return }
            switch resolved {
            case .success(let continued):
                var request = request
                if let continued { request.continue(continued.previousID, with: continued.body) }
                fetchImages(of: request, for: client)
            case .failure(let refusal): client.answer(refusal)
            }
        }
    }

    func recording(_ request: PendingRequest, _ rewritten: RewrittenRequest) -> ResponseRecording? {
        guard rewritten.keepsAnswer, let responses = core.responses else { return nil }
        return ResponseRecording(
            responses, request: request.body, previousID: request.previousResponseID,
            sizeLimit: core.configuration.responseLimits.fileSize)
    }

    /// A stored answer has no body to be looked at, and a compressed one is passed on as it is.
    private func isRead(_ request: PendingRequest) -> Bool {
        switch request.route {
        case .forward: isPlainText(request.head)
        case .google: true
        case .forwardResponseItem, .local, .probe: false
        }
    }

    private func isPlainText(_ head: HTTPRequestHead) -> Bool {
        head.headers["content-encoding"].allSatisfy { $0.lowercased() == "identity" }
    }

    private func start(_ request: PendingRequest, _ prepared: RewrittenRequest, _ attempt: Attempt, for client: ClientHandler) {
        var rewritten = prepared
        if !attempt.notes.isEmpty { rewritten.notes = attempt.notes + rewritten.notes }
        client.response?.requestedModel = rewritten.requestedModel
        client.response?.sentModel = rewritten.sentModel
        client.response?.notes = rewritten.notes
        if let model = rewritten.providerModel, let asked = core.providers[model.provider] {
            return ask(asked, request, rewritten, attempt, for: client)
        }
        let exchange = Exchange(
            on: core.eventLoop, upstream: core.argo, client: client, request: upstreamRequest(request, rewritten),
            laterBodies: Array(rewritten.bodies.dropFirst()), context: replyContext(request, rewritten, from: core.argo.service),
            timeout: timeout(request, rewritten), recording: recording(request, rewritten))
        begin(exchange, request, rewritten, attempt, for: client)
    }

    /// Lets an exchange run, and another one follow where it fails before its answer begins.
    func begin(
        _ exchange: Exchange, _ request: PendingRequest, _ rewritten: RewrittenRequest, _ attempt: Attempt, for client: ClientHandler
    ) {
        if !core.configuration.fallbacks.isEmpty { exchange.fallback = fallback(request, rewritten, attempt, for: client) }
        client.exchange = exchange
        exchange.start()
        client.scheduleTimer()
    }

    /// What the user wants asked where a model does not answer; nil where there is nothing more.
    func fallback(
        _ request: PendingRequest, _ rewritten: RewrittenRequest, _ attempt: Attempt, for client: ClientHandler
    ) -> ((String) -> Void)? {
        guard let model = rewritten.requestedModel else { return nil }
        var attempt = attempt
        attempt.later = attempt.later ?? core.configuration.fallbacks[model].map { $0[...] }
        guard attempt.later?.isEmpty == false else { return nil }
        return { reason in
            // The client may have gone meanwhile.
            guard client.response?.id == request.id, let next = attempt.next(after: model, reason) else { return }
            prepare(request, as: next, for: client)
        }
    }

    func replyContext(_ request: PendingRequest, _ rewritten: RewrittenRequest, from service: UpstreamService) -> ReplyContext {
        let asked: APIEndpoint =
            if case .forward(let endpoint, _) = request.route { endpoint } else { .responses }
        let context = ReplyContext(
            from: service, route: rewritten.target ?? .endpoint(asked), user: core.configuration.policy.user,
            requestID: request.id.description)
        context.answer = rewritten.answer.map { identified($0, request.id) }
        context.clientStreams = rewritten.clientStreams
        context.isBatched = rewritten.bodies.count > 1
        context.isJoined = rewritten.isJoined
        context.requestedModel = rewritten.requestedModel
        context.sentModel = rewritten.sentModel
        context.notes = rewritten.notes
        context.pingInterval = core.configuration.times.ping
        context.idleLimit = core.configuration.times.idleStream
        if let asked = rewritten.requestedModel {
            let models = core.models
            let listings = core.providers.listings
            context.nearestModels = { models.catalogue.nearest(to: asked, limit: 3, among: listings.names) }
        }
        return context
    }

    private func identified(_ answer: ResponseTranslation, _ id: RequestID) -> ResponseTranslation {
        var answer = answer
        answer.seed = String(decoding: id.description.utf8.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        answer.time = Int(Date().timeIntervalSince1970)
        return answer
    }

    private func upstreamRequest(_ request: PendingRequest, _ rewritten: RewrittenRequest) -> UpstreamRequest {
        if case .endpoint(let target)? = rewritten.target {
            let headers = UpstreamHeaders.makeTranslated(
                from: request.head.headers, to: target.dialect, host: core.argo.host,
                user: core.configuration.policy.user)
            return UpstreamRequest(.POST, Router.prefix + target.path, headers: headers, body: rewritten.bodies.first ?? EditedText([]))
        }
        let path =
            switch request.route {
            case .forward(_, let path), .forwardResponseItem(let path): path
            case .google, .local, .probe: "/"
            }
        let headers = UpstreamHeaders.make(
            from: request.head.headers, host: core.argo.host, user: core.configuration.policy.user)
        return UpstreamRequest(request.head.method, path, headers: headers, body: rewritten.bodies.first ?? EditedText([]))
    }

    /// The header's, then the body's own field, then the configured default.
    func timeout(_ request: PendingRequest, _ rewritten: RewrittenRequest, orElse usual: TimeAmount? = nil) -> TimeAmount {
        let header = request.head.headers.first(name: "x-argo-shim-timeout").flatMap { Double($0) }
        let asked = Self.usable(header) ?? Self.usable(rewritten.timeoutSeconds)
        // A day is longer than anything Argo computes, and keeps the arithmetic in range.
        return asked.map { .nanoseconds(Int64(min($0, 86_400) * 1e9)) } ?? usual ?? core.configuration.times.reply
    }

    private static func usable(_ seconds: Double?) -> Double? {
        seconds.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
    }
}

/// Which of the models that may answer a request is asked.
struct Attempt: Sendable {
    /// The model that is asked in the client's model's place; nil for that itself.
    var model: String?
    /// Those that are asked next, in order; nil where nobody has looked yet.
    var later: ArraySlice<String>?
    /// Why those before it did not answer.
    var notes: [String] = []
    /// The images that were fetched for the request, by their URLs.
    var images: [String: RemoteImage] = [:]

    /// The next attempt.
    ///
    /// - Parameters:
    ///   - model: the one that was asked just now.
    ///   - reason: ends a sentence that begins with it.
    /// - Returns: nil where there is none.
    func next(after model: String, _ reason: String) -> Attempt? {
        guard let later, let next = later.first else { return nil }
        let note = RewrittenRequest.printable("\(next) used instead of \(model), which \(reason)")
        return Attempt(model: next, later: later.dropFirst(), notes: notes + [note], images: images)
    }
}
