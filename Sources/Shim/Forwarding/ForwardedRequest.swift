import LosslessJSON
import NIOCore
import NIOHTTP1
import NIOPosix
import Translation

/// A request in progress: it is prepared, sent to the model that it asks for, and to the next one where that does not answer.
///
/// Lives on the event loop, and only as long as something of it is under way: the exchange that comes of it has all that it needs.
final class ForwardedRequest {
    /// From this size on a body is rewritten on another thread: scanning runs at some hundred MB/s, and streams on the loop must not wait.
    private static let largeBody = 1024 * 1024

    let core: ShimCore
    private let client: ClientHandler
    private(set) var request: PendingRequest
    private var attempt = Attempt()

    init(_ request: PendingRequest, for client: ClientHandler, core: ShimCore) {
        self.request = request
        self.client = client
        self.core = core
    }

    func start() {
        guard isRead else { return send(PreparedRequest(unchanged: request.body)) }
        if case .forward(.responses, _) = request.route, let responses = core.responses, ResponseContinuation.isPossible(request.body) {
            return continueConversation(responses)
        }
        fetchImages()
    }

    /// A stored answer has no body to be looked at, and a compressed one is passed on as it is.
    private var isRead: Bool {
        switch request.route {
        case .forward: request.head.headers["content-encoding"].allSatisfy { $0.lowercased() == "identity" }
        case .google: true
        case .forwardResponseItem, .local, .probe: false
        }
    }

    /// The client may go while something is under way.
    private var isAwaited: Bool { client.response?.id == request.id }

    /// Goes on with what was made elsewhere.
    private func proceed<Value>(with result: Result<Value, ErrorResponse>, _ next: (Value) -> Void) {
        guard isAwaited else { return }
        switch result {
        case .success(let value): next(value)
        case .failure(let refusal): client.answer(refusal)
        }
    }

    /// Works on another thread, then goes on here.
    private func work<Value: Sendable>(
        _ work: @escaping @Sendable () throws(ErrorResponse) -> Value, then next: @escaping (Value) -> Void
    ) {
        NIOThreadPool.singleton.runIfActive(eventLoop: core.eventLoop) {
            Result { () throws(ErrorResponse) in try work() }
        }.assumeIsolated().whenSuccess { self.proceed(with: $0, next) }
    }

    // MARK: Preparation

    /// Looks for the answer that a request goes on from, on another thread, and forwards the whole conversation.
    private func continueConversation(_ responses: ResponseStore) {
        let body = request.body
        work { () throws(ErrorResponse) in
            try ResponseContinuation.resolved(body, find: { responses.find($0) }, findItem: { responses.findItem($0) })
        } then: { continued in
            if let continued { self.request.continue(continued.previousID, with: continued.body) }
            self.fetchImages()
        }
    }

    /// Fetches what the model's upstream cannot, before the request is prepared.
    private func fetchImages() {
        guard RemoteImages.areNamed(in: request.body, of: request.route) else { return prepare() }
        let (translator, images) = (core.translator, core.images)
        let (body, route, catalogue) = (request.body, request.route, core.models.catalogue)
        core.eventLoop.makeFutureWithTask { () -> Result<[String: RemoteImage], ErrorResponse> in
            let urls = try await NIOThreadPool.singleton.runIfActive {
                translator.remoteImages(in: body, for: route, catalogue: catalogue)
            }
            do throws(ErrorResponse) {
                return .success(try await images.images(at: urls))
            } catch {
                return .failure(error)
            }
        }.assumeIsolated().whenSuccess { result in
            self.proceed(with: result) { images in
                self.attempt.images = images
                self.prepare()
            }
        }
    }

    private func prepare() {
        let (translator, catalogue) = (core.translator, core.models.catalogue)
        let (body, route, attempt) = (request.body, request.route, attempt)
        if body.count >= Self.largeBody {
            work { () throws(ErrorResponse) in
                try translator.prepare(body, for: route, catalogue: catalogue, as: attempt)
            } then: {
                self.send($0)
            }
        } else {
            do throws(ErrorResponse) {
                send(try translator.prepare(body, for: route, catalogue: catalogue, as: attempt))
            } catch {
                client.answer(error)
            }
        }
    }

    // MARK: Exchange

    private func send(_ prepared: consuming PreparedRequest) {
        if !attempt.notes.isEmpty { prepared.notes = attempt.notes + prepared.notes }
        client.response?.requestedModel = prepared.requestedModel
        client.response?.sentModel = prepared.sentModel
        client.response?.notes = prepared.notes
        if let provider = prepared.provider.flatMap({ core.providers[$0] }) { return enqueue(prepared, at: provider) }
        begin(exchange(with: core.argo, argoRequest(prepared), prepared, timeout: core.configuration.times.reply), prepared)
    }

    /// Waits for the request's turn at a provider.
    private func enqueue(_ prepared: PreparedRequest, at upstream: ProviderUpstream) {
        let size = prepared.bodies.first?.count ?? 0
        if let limit = upstream.provider.limits.bodySize, size > limit {
            return client.answer(ErrorResponse(tooLarge: size, limit: limit, for: upstream.provider))
        }
        upstream.queue.enter { result in
            guard self.isAwaited else { return }
            switch result {
            case .success(let permit): self.send(prepared, to: upstream, permit)
            case .failure(let refusal):
                let response = ErrorResponse(refusal, for: upstream.provider)
                upstream.note(failure: response.message)
                if let fallback = self.fallback(from: prepared) { return fallback("is at its limit") }
                self.client.answer(response)
            }
        }
    }

    /// Looks up a provider's key, then asks it.
    private func send(_ prepared: PreparedRequest, to upstream: ProviderUpstream, _ permit: ConcurrencyPermit?) {
        upstream.keys.key().assumeIsolated().whenComplete { result in
            guard self.isAwaited else { return }
            switch result {
            case .success(let key):
                let exchange = self.exchange(
                    with: upstream.upstream, self.providerRequest(prepared, upstream.provider, key), prepared,
                    timeout: upstream.provider.timeout ?? self.core.configuration.times.reply)
                exchange.place = permit
                exchange.onHead = { upstream.didAnswer($0) }
                exchange.onFailure = { upstream.didFail($0) }
                self.begin(exchange, prepared)
            // Nothing else comes out of a look-up, unless the process ends.
            case .failure(let error):
                let refusal = ErrorResponse(error as? KeyFault ?? .missing(places: []), for: upstream.provider)
                upstream.note(failure: refusal.message)
                self.client.answer(refusal)
            }
        }
    }

    private func exchange(
        with upstream: Upstream, _ request: UpstreamRequest, _ prepared: PreparedRequest, timeout: TimeAmount
    ) -> Exchange {
        Exchange(
            on: core.eventLoop, upstream: upstream, client: client, request: request, laterBodies: Array(prepared.bodies.dropFirst()),
            context: replyContext(prepared, from: upstream.service), timeout: self.timeout(prepared) ?? timeout,
            recording: recording(prepared))
    }

    /// Lets an exchange run, and another one follow where it fails before its answer begins.
    private func begin(_ exchange: Exchange, _ prepared: PreparedRequest) {
        if !core.configuration.fallbacks.isEmpty { exchange.fallback = fallback(from: prepared) }
        client.exchange = exchange
        exchange.start()
        client.scheduleTimer()
    }

    /// What the user wants asked where a model does not answer; nil where there is nothing more.
    private func fallback(from prepared: PreparedRequest) -> ((String) -> Void)? {
        guard let model = prepared.requestedModel else { return nil }
        attempt.later = attempt.later ?? core.configuration.fallbacks[model].map { $0[...] }
        guard attempt.later?.isEmpty == false else { return nil }
        return { reason in
            guard self.isAwaited, let next = self.attempt.next(after: model, reason) else { return }
            self.attempt = next
            self.prepare()
        }
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
        let note = PreparedRequest.printable("\(next) used instead of \(model), which \(reason)")
        return Attempt(model: next, later: later.dropFirst(), notes: notes + [note], images: images)
    }
}
