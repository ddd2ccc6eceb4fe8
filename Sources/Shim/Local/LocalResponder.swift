import LosslessJSON
import NIOCore
import NIOHTTP1

/// Answers what the shim knows by itself.
struct LocalResponder {
    let core: ShimCore

    func answer(_ route: Route.LocalRoute, to client: ClientHandler) {
        switch route {
        case .health: send(["status": "ok"], to: client)
        case .models(let limit): sendModels(limit: limit, to: client)
        case .model(let id): sendModel(id, to: client)
        case .status: send(status, to: client)
        case .refresh:
            core.models.refresh()
            send(["status": "refreshing"], status: .accepted, to: client)
        case .options(let allow):
            client.answer(ReplyHead(status: .noContent, headers: ["allow": allow], length: nil), body: ByteBuffer())
        }
    }

    // MARK: Models

    private func sendModels(limit: Int?, to client: ClientHandler) {
        let models = core.models.snapshot
        guard models.source != .builtIn else { return client.answer(noModels(models)) }
        send(ModelListing(models.catalogue).list(limit: limit), to: client)
    }

    private func sendModel(_ id: String, to client: ClientHandler) {
        let models = core.models.snapshot
        guard models.source != .builtIn else { return client.answer(noModels(models)) }
        let name = id.replacing("%20", with: " ").replacing("%2F", with: "/").replacing("%3A", with: ":")
        guard let entry = models.catalogue.resolve(name) else {
            let nearest = models.catalogue.nearest(to: name, limit: 3).joined(separator: ", ")
            let message = "Argo has no model \(name.prefix(100)). Nearest models: \(nearest)."
            return client.answer(ErrorResponse(404, message, code: "model_not_found"))
        }
        send(ModelListing.model(entry), to: client)
    }

    private func noModels(_ models: ModelStore.State) -> ErrorResponse {
        ErrorResponse(
            503, "argo-shim has no list of models yet. \(models.failure ?? "The first look at Argo's list is still under way.")",
            code: "models_unavailable", headers: [.init(name: "retry-after", value: "5")])
    }

    // MARK: Status

    private var status: JSONValue {
        let models = core.models.snapshot
        let uptime = (NIODeadline.now() - core.counters.start).nanoseconds / 1_000_000_000
        let shim: [JSONValue.Member] = [
            .init("version", .string(core.configuration.version)),
            .init("uptime_seconds", .integer(Int(uptime))),
            .init("upstream", .string(core.configuration.upstreamName)),
            .init("user", .string(core.configuration.policy.user)),
            .init("connections", .integer(core.connectionCount)),
            .init("open_requests", .integer(core.openExchanges)),
            .init("requests", .integer(core.counters.requests)),
            .init("errors", .integer(core.counters.errors)),
            .init("upstream_connections", ["open": .integer(core.pool.openCount), "idle": .integer(core.pool.idleCount)]),
            .init(
                "models",
                [
                    "source": .string(models.source.rawValue), "count": .integer(models.catalogue.entries.count),
                    "failure": models.failure.map { .string($0) } ?? nil,
                ]),
        ]
        return .object(shim + (core.pool.route.map { [.init("tunnel", Self.tunnel($0))] } ?? []))
    }

    private static func tunnel(_ route: RouteReport) -> JSONValue {
        [
            "state": .string(route.state), "hop": route.hop.map { .string($0) } ?? nil, "since": .integer(route.sinceUnixTime),
            "reconnections": .integer(route.reconnections), "open_streams": .integer(route.openStreams),
        ]
    }

    private func send(_ value: JSONValue, status: HTTPResponseStatus = .ok, to client: ClientHandler) {
        let body = ByteBuffer(bytes: value.serialized)
        let head = ReplyHead(status: status, headers: ["content-type": "application/json"], length: body.readableBytes)
        client.answer(head, body: body)
    }
}
