import LosslessJSON

/// Decides what Argo answers to a request: no input, no output, and the time as a parameter.
struct Answerer {
    var quirks: Quirks
    let allowedUsers: AllowedUsers
    /// Seconds since 1970.
    let now: @Sendable () -> Int
    private(set) var serial: UInt64 = 0

    /// The answer, whatever was asked.
    mutating func answer(to request: ReceivedRequest) -> FakeAnswer {
        serial += 1
        let route = FakeRoute(path: request.path)
        if request.method == "HEAD", request.path.hasPrefix(FakeRoute.prefix) {
            return .text("", status: quirks[.refusesHeadProbe] ? 404 : 200)
        }
        var streams = false
        var answer: FakeAnswer
        do throws(Refusal) {
            guard let route else { throw .notFound }
            guard request.method == route.method else { throw .detail(405, ["detail": "Method Not Allowed"]) }
            if quirks.outage == .badGateway { throw .badGateway }
            if route == .models { return .json(modelList) }
            let body = try body(of: request)
            streams = body["stream"]?.isTrue == true && !route.isForEmbeddings && route != .countTokens && route != .legacyChat
            answer = try self.answer(request, route, body, streams: streams)
        } catch {
            answer = RefusalShape(route: route, quirks: quirks, streams: streams).answer(error)
        }
        answer.headers.append(HeaderField("request-id", "req_vrtx_" + identifier(serial &* 64 &+ 63, length: 22)))
        return answer
    }

    private func body(of request: ReceivedRequest) throws(Refusal) -> BodyNode {
        do {
            let document = try JSONDocument(request.body)
            guard document.root.kind == .object else {
                throw Refusal.invalidField([], kind: "model_attributes_type", "Input should be a valid dictionary or object")
            }
            return BodyNode(document)
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw .invalidField([], kind: "json_invalid", "JSON decode error")
        }
    }

    private func answer(_ request: ReceivedRequest, _ route: FakeRoute, _ body: BodyNode, streams: Bool) throws(Refusal) -> FakeAnswer {
        if let user = try refusedUser(of: request, route, body) {
            return try notice(for: user, route, body, streams: streams)
        }
        let model = try servedModel(body["model"], on: route)
        let call = Call(route: route, body: body, model: model, streams: streams, quirks: quirks)
        try OutageRule.check(quirks.outage, disguised: quirks[.disguisesOutages])
        if route.isForEmbeddings { return try embeddings(call) }
        try StreamingRule.check(call)
        try ThinkingRules.check(call)
        try SamplingRules.check(call)
        try ToolRules.check(call)
        try GeminiRules.check(call)
        let conversation = FakeConversation(call)
        if route == .countTokens { return try count(conversation, call) }
        let reply = Reply(
            turn: FakeTurn(answering: conversation, as: model, limit: call.outputLimit), model: model.canonicalID, created: now(),
            inputTokens: conversation.inputTokens, quirks: quirks, owner: model.owner, serial: serial)
        return shape(reply, route, body, streams: streams)
    }

    // MARK: Replies

    private func shape(_ reply: Reply, _ route: FakeRoute, _ body: BodyNode, streams: Bool) -> FakeAnswer {
        switch route {
        case .messages, .countTokens:
            let shape = MessagesShape(reply: reply)
            return streams ? .eventStream(shape.events) : .json(shape.document)
        case .responses:
            let shape = ResponsesShape(reply: reply, request: body)
            return streams ? .eventStream(ResponsesStream(shape).events) : .json(shape.document)
        case .legacyChat:
            return .json(["response": .string(reply.turn.text)])
        case .legacyStreamChat:
            let pieces = reply.turn.pieces.map { Array($0.utf8) }
            return FakeAnswer(headers: [HeaderField("content-type", "text/plain; charset=utf-8")], body: .pieces(pieces))
        case .models, .chat, .embeddings, .legacyEmbed:
            let shape = ChatShape(reply: reply, includesUsage: body["stream_options"]?["include_usage"]?.isTrue == true)
            return streams ? .eventStream(shape.events) : .json(shape.document)
        }
    }

    private func embeddings(_ call: Call) throws(Refusal) -> FakeAnswer {
        let isLegacy = call.route == .legacyEmbed
        let texts = try EmbeddingRules.texts(call, in: isLegacy ? "prompt" : "input")
        let shape = EmbeddingShape(texts: texts, model: call.model, dimensions: call.body["dimensions"]?.integer)
        let isBase64 = call.body["encoding_format"]?.string == "base64"
        return .json(isLegacy ? shape.legacyDocument : shape.document(isBase64: isBase64))
    }

    private func count(_ conversation: FakeConversation, _ call: Call) throws(Refusal) -> FakeAnswer {
        if !quirks[.ignoresStreamOnCountTokens], call.body["stream"] != nil {
            throw .anthropic("stream: Extra inputs are not permitted")
        }
        return .json(["input_tokens": .integer(conversation.inputTokens)])
    }

    // MARK: Models

    /// The model that a request names: which names Argo takes, and on which route it serves them (quirks 5 and 6).
    private func servedModel(_ node: BodyNode?, on route: FakeRoute) throws(Refusal) -> ServedModel {
        guard let name = node?.string else { throw .invalidField(["model"], kind: "missing", "Field required") }
        let shown = name.prefix(200)
        let exact = ServedModel.named(name) ?? (route.isAnthropic ? ServedModel.namedByAnthropic(name) : nil)
        guard let model = exact ?? (quirks[.requiresExactModelIDs] ? nil : ServedModel.loosely(name)) else {
            throw .invalidRequest("Invalid model: '\(shown)'")
        }
        func unsupported(_ path: String, _ advice: String) -> Refusal {
            .invalidRequest("Model '\(shown)' is not supported on the \(path) endpoint. \(advice)")
        }
        if route.isAnthropic, model.owner != .anthropic, quirks[.servesClaudeOnlyOnMessages] || !model.isConversational {
            throw unsupported("/v1/messages", "Use the /v1/chat/completions endpoint instead.")
        }
        guard model.isConversational != route.isForEmbeddings else { throw .invalidRequest("Invalid model: '\(shown)'") }
        if route == .responses, model.owner != .openai, quirks[.servesGPTOnlyOnResponses] {
            throw unsupported("/v1/responses", "Only GPT models are.")
        }
        return model
    }

    // MARK: Access

    /// The user that is not served; nil where the request is made for one that is.
    ///
    /// - Throws: what Argo answers when the credential is not where the route wants it.
    private func refusedUser(of request: ReceivedRequest, _ route: FakeRoute, _ body: BodyNode) throws(Refusal) -> String? {
        let keys = request.values(of: "x-api-key")
        let name = try user(of: request, route, body, key: keys.first)
        let hasOneKey = keys.count <= 1 || !quirks[.refusesRepeatedKeys]
        return hasOneKey && allowedUsers.contains(name) ? nil : name
    }

    /// Who asks, as far as Argo can tell: a bare user name, from the headers or from the body.
    private func user(of request: ReceivedRequest, _ route: FakeRoute, _ body: BodyNode, key: String?) throws(Refusal) -> String {
        let authorization = request.values(of: "authorization").first ?? ""
        // The scheme is not case-sensitive (RFC 9110, section 11.1).
        let bearer = authorization.lowercased().hasPrefix("bearer ") ? String(authorization.dropFirst(7)) : nil
        if route.takesUserFromBody {
            if let user = body["user"]?.string, user.contains(where: { !$0.isWhitespace }) { return user }
            if quirks[.requiresUserInBody] { throw .internalServerError }
            return key ?? bearer ?? "anonymous"
        }
        if route == .responses {
            if let bearer { return bearer }
            if quirks[.requiresBearerOnResponses] { throw .detail(401, ["detail": "Not authenticated"]) }
        }
        return key ?? bearer ?? ""
    }

    /// What an unknown user gets: a 200 whose text denies access (quirk 3), or a 403.
    private func notice(for user: String, _ route: FakeRoute, _ body: BodyNode, streams: Bool) throws(Refusal) -> FakeAnswer {
        let shown = user.isEmpty ? "unknown" : String(user.prefix(64))
        guard quirks[.deniesInsideSuccess] else {
            throw .gateway(403, type: "permission_error", "User '\(shown)' is not authorized to use Argo.")
        }
        let text =
            "AUTHENTICATION NOTICE FROM ARGO\n\nACCESS DENIED: the user '\(shown)' is not known or not authorized to use Argo. "
            + "Please check the username that is sent as the API key."
        let name = String((body["model"]?.string ?? "").prefix(200))
        let reply = Reply(
            turn: FakeTurn(saying: text), model: name, fixedID: "msg_blocked_\(shown)_\(now())", created: now(), inputTokens: 0,
            quirks: quirks, owner: ServedModel.named(name)?.owner ?? (route.isAnthropic ? .anthropic : .openai), serial: serial)
        return shape(reply, route, body, streams: streams)
    }
}

/// Which users the server knows; everybody else is refused the way Argo does it.
package enum AllowedUsers: Sendable, Equatable {
    /// Every user of 1 to 32 characters out of `a`–`z`, `0`–`9`, `_`, `.` and `-`, except `nobody`.
    case anyWellFormed
    /// These users.
    case only(Set<String>)

    /// Whether this user is served.
    package func contains(_ user: String) -> Bool {
        switch self {
        case .only(let users):
            return users.contains(user)
        case .anyWellFormed:
            return (1...32).contains(user.utf8.count) && user != "nobody"
                && user.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789_.-".utf8.contains($0) }
        }
    }
}

/// A response that is ready to be sent.
struct FakeAnswer: Sendable, Equatable {
    enum Body: Sendable, Equatable {
        /// A body whose length is told in the head.
        case whole([UInt8])
        /// A body that is streamed piece by piece.
        case pieces([[UInt8]])
    }

    var status = 200
    var headers: [HeaderField]
    var body: Body

    static func json(_ value: JSONValue, status: Int = 200) -> FakeAnswer {
        FakeAnswer(status: status, headers: [HeaderField("content-type", "application/json")], body: .whole(value.serialized))
    }

    static func eventStream(_ events: [[UInt8]]) -> FakeAnswer {
        let headers = [
            HeaderField("content-type", "text/event-stream; charset=utf-8"),
            HeaderField("cache-control", "no-cache"),
            HeaderField("x-accel-buffering", "no"),
        ]
        return FakeAnswer(headers: headers, body: .pieces(events))
    }

    static func text(_ text: String, status: Int, type: String = "text/plain; charset=utf-8") -> FakeAnswer {
        FakeAnswer(status: status, headers: [HeaderField("content-type", type)], body: .whole(Array(text.utf8)))
    }
}

/// One event of a stream (https://html.spec.whatwg.org/multipage/server-sent-events.html).
func serverSentEvent(_ name: String?, _ data: [UInt8]) -> [UInt8] {
    Array((name.map { "event: \($0)\n" } ?? "").utf8) + Array("data: ".utf8) + data + Array("\n\n".utf8)
}
