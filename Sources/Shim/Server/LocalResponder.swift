import LosslessJSON
import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers what the shim knows by itself.
struct LocalResponder {
    let core: ShimCore

    func answer(_ route: Route.LocalRoute, to client: ClientHandler) {
        switch route {
        case .health: send(["status": "ok"], to: client)
        case .models(let page, let shape): sendModels(page, shape, to: client)
        case .model(let id, let shape): sendModel(id, shape, to: client)
        case .status: send(status, to: client)
        case .refresh:
            core.models.refresh()
            send(["status": "refreshing"], status: .accepted, to: client)
        case .storedResponse(let id, isDeletion: false): answerStored(id, to: client) { $0.answer }
        case .storedResponse(let id, isDeletion: true): deleteStored(id, for: client)
        case .inputItems(let id, let page): answerStored(id, to: client) { InputItems(of: $0).list(page).serialized }
        case .options(let allow):
            client.answer(ReplyHead(status: .noContent, headers: ["allow": allow], length: nil), body: ByteBuffer())
        }
    }

    // MARK: Kept answers

    private func answerStored(_ id: String, to client: ClientHandler, _ body: @escaping @Sendable (StoredResponse) -> [UInt8]) {
        look(for: id, client) { responses in responses.find(id).map(body) }
    }

    private func deleteStored(_ id: String, for client: ClientHandler) {
        let deleted: JSONValue = ["id": .string(id), "object": "response", "deleted": true]
        look(for: id, client) { responses in responses.remove(id) ? deleted.serialized : nil }
    }

    /// The disk is looked at on another thread.
    private func look(for id: String, _ client: ClientHandler, _ answer: @escaping @Sendable (ResponseStore) -> [UInt8]?) {
        guard let responses = core.responses, let request = client.response?.id else { return client.answer(Self.unknownResponse(id)) }
        NIOThreadPool.singleton.runIfActive(eventLoop: core.eventLoop) { answer(responses) }.assumeIsolated().whenSuccess { answer in
            // The client may have gone meanwhile.
            guard client.response?.id == request else { return }
            if let answer { send(.raw(answer), to: client) } else { client.answer(Self.unknownResponse(id)) }
        }
    }

    private static func unknownResponse(_ id: String) -> ErrorResponse {
        ErrorResponse(404, "Response with id '\(id.prefix(100))' not found.", type: "invalid_request_error", code: "not_found")
    }

    // MARK: Models

    private func sendModels(_ page: ModelPage, _ shape: ModelListShape, to client: ClientHandler) {
        // An entry takes the place of what Codex knows of a model, its instructions included, and it knows more than Argo says.
        if shape == .codex { return send(["models": []], to: client) }
        let models = core.models.snapshot
        guard models.source != .builtIn else { return client.answer(noModels(models)) }
        findOthers(for: client) { others in
            let listing = ModelListing(models, others: others)
            send(shape == .google ? listing.googleList(page) : listing.list(page), to: client)
        }
    }

    /// Looks at the providers' lists, where there are any; the one that takes longest says how long that takes.
    private func findOthers(for client: ClientHandler, _ receive: @escaping ([ModelListEntry]) -> Void) {
        let aliases = core.configuration.aliases
        let models = core.models.snapshot
        let providers = core.providers.all
        let id = client.response?.id
        EventLoopFuture.whenAllSucceed(providers.map { $0.currentListing() }, on: core.eventLoop).assumeIsolated().whenSuccess { listings in
            // The client may have gone meanwhile.
            guard client.response?.id == id else { return }
            let others = zip(listings, providers).flatMap { ModelListEntry.all($0, of: $1.provider) }
            receive(aliases.map { ModelListEntry($0, models: models, others: others) } + others)
        }
    }

    private func sendModel(_ name: String, _ shape: ModelListShape, to client: ClientHandler) {
        let models = core.models.snapshot
        guard models.source != .builtIn else { return client.answer(noModels(models)) }
        let isAlias = core.configuration.aliases.contains { $0.name == name }
        let show = { (model: ModelListEntry) in send(shape == .google ? model.googleJSON : model.json, to: client) }
        if !isAlias, let entry = models.catalogue.resolve(name) { return show(ModelListEntry(entry, from: models.source)) }
        findOthers(for: client) { others in
            guard let other = others.first(where: { $0.name == name }) else {
                return client.answer(ErrorResponse(unknownModel: name, in: models.catalogue, among: others.map(\.name)))
            }
            show(other)
        }
    }

    private func noModels(_ models: ModelStore.State) -> ErrorResponse {
        ErrorResponse(
            503, "argo-shim has no list of models yet. \(models.failure ?? "It is still reading Argo's list.")",
            code: "models_unavailable", headers: ["retry-after": "5"])
    }

    // MARK: Status

    private var status: JSONValue {
        let server = JSONValue(propertiesOf: ServerStatus(core, now: .now(), isOverHTTP: true))
        guard case .object(let members) = server, let route = core.argo.pool.route else { return server }
        return .object(members + [.init("tunnel", JSONValue(propertiesOf: route))])
    }

    private func send(_ value: JSONValue, status: HTTPResponseStatus = .ok, to client: ClientHandler) {
        let body = ByteBuffer(bytes: value.serialized)
        let head = ReplyHead(status: status, headers: ["content-type": "application/json"], length: body.readableBytes)
        client.answer(head, body: body)
    }
}
