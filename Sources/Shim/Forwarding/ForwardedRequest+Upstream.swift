import LosslessJSON
import NIOCore
import NIOHTTP1
import SystemSupport
import Translation

/// What an exchange is made of.
extension ForwardedRequest {
    func argoRequest(_ prepared: PreparedRequest) -> UpstreamRequest {
        let (host, user) = (core.argo.host, core.configuration.policy.user)
        let body = prepared.bodies.first ?? EditedText([])
        if case .endpoint(let target)? = prepared.target {
            let headers = UpstreamHeaders.makeTranslated(from: request.head.headers, to: target.dialect, host: host, user: user)
            return UpstreamRequest(.POST, Router.prefix + target.path, headers: headers, body: body)
        }
        let path =
            switch request.route {
            case .forward(_, let path), .forwardResponseItem(let path): path
            case .google, .local, .probe: "/"
            }
        let headers = UpstreamHeaders.make(from: request.head.headers, host: host, user: user)
        return UpstreamRequest(request.head.method, path, headers: headers, body: body)
    }

    func providerRequest(_ prepared: PreparedRequest, _ provider: Provider, _ key: ProviderKey?) -> UpstreamRequest {
        var route = UpstreamRoute.endpoint(.chatCompletions)
        var query: Substring?
        if case .forward(let asked, let path) = request.route {
            route = .endpoint(asked)
            query = path.firstIndex(of: "?").map { path[$0...] }
        }
        // A query belongs to the client's dialect.
        if let target = prepared.target { (route, query) = (target, nil) }
        let headers = UpstreamHeaders.make(
            from: request.head.headers, for: provider, key: key, translatedTo: prepared.answer == nil ? nil : route.dialect)
        return UpstreamRequest(
            .POST, provider.basePath + route.providerPath + (query ?? ""), headers: headers,
            body: prepared.bodies.first ?? EditedText([]))
    }

    func replyContext(_ prepared: PreparedRequest, from service: UpstreamService) -> ReplyContext {
        let asked: APIEndpoint =
            if case .forward(let endpoint, _) = request.route { endpoint } else { .responses }
        let context = ReplyContext(
            from: service, route: prepared.target ?? .endpoint(asked), user: core.configuration.policy.user,
            requestID: request.id.description)
        context.answer = prepared.answer.map(identified)
        context.clientStreams = prepared.clientStreams
        context.isBatched = prepared.bodies.count > 1
        context.isJoined = prepared.isJoined
        context.notes = prepared.notes
        context.pingInterval = core.configuration.times.ping
        context.idleLimit = core.configuration.times.idleStream
        if let asked = prepared.requestedModel {
            let models = core.models
            let listings = core.providers.listings
            context.nearestModels = { models.catalogue.nearest(to: asked, limit: 3, among: listings.names) }
        }
        return context
    }

    private func identified(_ answer: ResponseTranslation) -> ResponseTranslation {
        var answer = answer
        answer.seed = String(decoding: request.id.description.utf8.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        answer.time = ClockReading.unixTime
        return answer
    }

    func recording(_ prepared: PreparedRequest) -> ResponseRecording? {
        guard prepared.intent.keepsAnswer, let responses = core.responses else { return nil }
        return ResponseRecording(
            responses, request: request.body, previousID: request.previousResponseID,
            sizeLimit: core.configuration.responseLimits.fileSize)
    }

    /// How long the client will wait, by its header or else by its body; nil where it does not say.
    func timeout(_ prepared: PreparedRequest) -> TimeAmount? {
        let header = request.head.headers.first(name: "x-argo-shim-timeout").flatMap { Double($0) }
        let asked = [header, prepared.intent.timeoutSeconds].compactMap { $0 }.first { $0.isFinite && $0 > 0 }
        // A day is longer than anything Argo computes, and keeps the arithmetic in range.
        return asked.map { .nanoseconds(Int64(min($0, RequestRewriter.maximumTimeout) * 1e9)) }
    }
}
