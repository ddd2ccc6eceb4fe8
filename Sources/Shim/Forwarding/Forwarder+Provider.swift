import LosslessJSON
import NIOCore
import NIOHTTP1

/// Requests for models of providers.
extension Forwarder {
    /// Waits for the request's turn, looks up the provider's key, then asks it.
    func ask(
        _ asked: ProviderUpstream, _ request: PendingRequest, _ rewritten: RewrittenRequest, _ attempt: Attempt, for client: ClientHandler
    ) {
        let size = rewritten.bodies.first?.count ?? 0
        if let limit = asked.provider.limits.bodySize, size > limit {
            return client.answer(ErrorResponse(tooLarge: size, limit: limit, for: asked.provider))
        }
        asked.queue.enter { result in
            // The client may have gone meanwhile.
            guard client.response?.id == request.id else { return }
            switch result {
            case .success(let place): ask(asked, place, request, rewritten, attempt, for: client)
            case .failure(let refusal):
                let response = ErrorResponse(refusal, for: asked.provider)
                asked.note(failure: response.message)
                if let fallback = fallback(request, rewritten, attempt, for: client) { return fallback("is at its limit") }
                client.answer(response)
            }
        }
    }

    private func ask(
        _ asked: ProviderUpstream, _ place: ConcurrencyPermit?, _ request: PendingRequest, _ rewritten: RewrittenRequest,
        _ attempt: Attempt,
        for client: ClientHandler
    ) {
        asked.keys.key().assumeIsolated().whenComplete { result in
            // The client may have gone meanwhile.
            guard client.response?.id == request.id else { return }
            switch result {
            case .success(let key): start(asked, key, place, request, rewritten, attempt, for: client)
            // Nothing else comes out of a look-up, unless the process ends.
            case .failure(let error):
                let refusal = ErrorResponse(error as? KeyFault ?? .missing(places: []), for: asked.provider)
                asked.note(failure: refusal.message)
                client.answer(refusal)
            }
        }
    }

    private func start(
        _ asked: ProviderUpstream, _ key: ProviderKey?, _ place: ConcurrencyPermit?, _ request: PendingRequest,
        _ rewritten: RewrittenRequest,
        _ attempt: Attempt, for client: ClientHandler
    ) {
        let exchange = Exchange(
            on: core.eventLoop, upstream: asked.upstream, client: client, request: upstreamRequest(asked.provider, key, request, rewritten),
            laterBodies: [], context: replyContext(request, rewritten, from: asked.upstream.service),
            timeout: timeout(request, rewritten, orElse: asked.provider.timeout), recording: recording(request, rewritten))
        exchange.place = place
        exchange.onHead = { asked.didAnswer($0) }
        exchange.onFailure = { asked.didFail($0) }
        begin(exchange, request, rewritten, attempt, for: client)
    }

    private func upstreamRequest(
        _ provider: Provider, _ key: ProviderKey?, _ request: PendingRequest, _ rewritten: RewrittenRequest
    ) -> UpstreamRequest {
        var route = UpstreamRoute.endpoint(.chatCompletions)
        var query: Substring?
        if case .forward(let asked, let path) = request.route {
            route = .endpoint(asked)
            query = path.firstIndex(of: "?").map { path[$0...] }
        }
        // A query belongs to the client's dialect.
        if let target = rewritten.target { (route, query) = (target, nil) }
        let headers = UpstreamHeaders.make(
            from: request.head.headers, for: provider, key: key, translatedTo: rewritten.answer == nil ? nil : route.dialect)
        return UpstreamRequest(
            .POST, provider.basePath + route.providerPath + (query ?? ""), headers: headers,
            body: rewritten.bodies.first ?? EditedText([]))
    }
}
