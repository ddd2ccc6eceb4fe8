import LosslessJSON
import NIOCore
import NIOHTTP1
import Translation

/// Makes a whole error response in the caller's dialect.
struct FailureReply {
    let context: ReplyContext
    /// The upstream's response headers; none where the failure is ours.
    var upstreamHeaders = HTTPHeaders()

    // MARK: The upstream's errors

    /// Answers with an error that the upstream sent.
    ///
    /// - Parameters:
    ///   - body: the error response's body, or the data of an error event.
    ///   - upstream: the upstream's status; nil where the error stood inside a success.
    func send(_ body: [UInt8], upstream: Int?, to output: inout ReplyOutput) {
        let fallback =
            upstream.map { "\(HTTPResponseStatus(statusCode: $0).reasonPhrase)" }
            ?? "\(context.service.name) reported an error without a message."
        let fault = UpstreamFault(reading: body, from: context.service, orElse: fallback)
        let status = FaultStatus.decide(fault, upstream: upstream)
        let isBare = fault.message.lowercased() == "internal server error"
        let advice = FaultAdvice(for: fault, status: status, isBare: isBare, context: context)
        if advice?.saysInvalidModel == true { output.facts.saysInvalidModel = true }
        let message = Self.joined(fault.message, advice?.clause ?? "")
        if advice?.isUnknownModel == true { return finish(unknownModel(fault, message), to: &output) }
        if isDialectsOwn(fault), let bytes = Self.replacingMessage(in: body, of: fault, with: message) {
            finish(status, bytes, isOurs: false, to: &output)
        } else {
            finish(rewritten(fault, status: status, message: message), to: &output)
        }
    }

    /// Clients know by 404 that another name may do; Argo says 400.
    private func unknownModel(_ fault: UpstreamFault, _ message: String) -> ErrorResponse {
        var fault = fault
        if fault.code == nil || fault.code == "internal_error" || fault.code.flatMap({ Int($0) }) != nil { fault.code = "model_not_found" }
        return rewritten(fault, status: 404, message: message)
    }

    private static func joined(_ message: String, _ clause: String) -> String {
        guard !clause.isEmpty else { return message }
        guard let last = message.last else { return clause }
        return ".!?".contains(last) ? "\(message) \(clause)" : "\(message). \(clause)"
    }

    private func isDialectsOwn(_ fault: UpstreamFault) -> Bool {
        guard !fault.isUnwrapped else { return false }
        return switch context.client {
        case .chat, .responses: fault.shape == .openAI
        case .messages: fault.shape == .messages
        case .google: fault.shape == .google
        }
    }

    /// The body with another message and every other byte as it was.
    private static func replacingMessage(in body: [UInt8], of fault: UpstreamFault, with message: String) -> [UInt8]? {
        if message == fault.message { return body }
        // The body was read before, so that it parses again.
        guard let document = try? JSONDocument(body), let old = document.value(at: ["error", "message"]) else { return nil }
        return EditedText(body, applying: [TextEdit(old.range, JSONValue.string(message).serialized)]).bytes
    }

    private func rewritten(_ fault: UpstreamFault, status: Int, message: String) -> ErrorResponse {
        var response = ErrorResponse(status, message)
        response.requestID = fault.requestID
        switch context.client {
        case .messages:
            // A type that stands for another status would contradict the one that was decided on.
            if Self.isAnthropic(fault.type), FaultStatus.meaning(of: fault.type) ?? 500 == status { response.type = fault.type }
        case .chat, .responses:
            response.type = fault.type
            response.code = fault.code
        case .google: break
        }
        return response
    }

    private static func isAnthropic(_ type: String?) -> Bool {
        guard let type, type != "server_error" else { return false }
        return type == "request_too_large" || type.hasSuffix("_error")
    }

    /// Answers with an error that the translation of an answer has found in it.
    func send(_ fault: APIFault, to output: inout ReplyOutput) {
        var response = ErrorResponse(fault.effectiveStatus(in: context.client), fault.message, code: fault.code)
        response.kind = fault.kind
        response.requestID = fault.requestID
        finish(response, to: &output)
    }

    // MARK: Failures that we tell

    /// Answers 403 in the place of Argo's access notice.
    func sendAccessDenied(to output: inout ReplyOutput) {
        output.facts.isAccessDenied = true
        let message = """
            Argo denies access to the user "\(context.user)". If that is your ANL user name, ask for access to Argo; \
            if it is not, start argo-shim with --user NAME.
            """
        finish(ErrorResponse(403, message, type: "permission_error"), to: &output)
    }

    /// Answers for an upstream that failed before anything was sent to the client.
    func send(_ failure: UpstreamFailure, to output: inout ReplyOutput) {
        let status = if case .timedOut = failure { 504 } else { 502 }
        finish(
            ErrorResponse(status, "argo-shim: the connection to \(context.service.name) \(failure.breakWords); try again."), to: &output)
    }

    /// Answers for an upstream that was silent for too long before anything was sent to the client.
    func sendIdle(to output: inout ReplyOutput) {
        finish(Self.idle(context), to: &output)
    }

    /// Answers for an answer of Argo that cannot be used.
    ///
    /// - Parameter fault: what is wrong with it, a whole sentence.
    func sendUnusable(_ fault: String, to output: inout ReplyOutput) {
        finish(ErrorResponse(502, fault), to: &output)
    }

    /// The error of an upstream that was silent for too long.
    static func idle(_ context: ReplyContext) -> ErrorResponse {
        let seconds = context.idleLimit.nanoseconds / 1_000_000_000
        return ErrorResponse(
            504, "argo-shim: \(context.service.name) sent nothing for \(seconds) s, so the request was canceled; try again.")
    }

    // MARK: Sending

    private func finish(_ response: ErrorResponse, to output: inout ReplyOutput) {
        var response = response
        let upstreamID = upstreamHeaders.first(name: "request-id") ?? upstreamHeaders.first(name: "x-request-id")
        response.requestID = upstreamID ?? response.requestID ?? context.requestID
        finish(response.status, response.body(in: context.client), isOurs: true, to: &output)
    }

    private func finish(_ status: Int, _ body: [UInt8], isOurs: Bool, to output: inout ReplyOutput) {
        var headers = context.headers(from: upstreamHeaders)
        let isJSON = headers.first(name: "content-type")?.lowercased().contains("json") ?? false
        if isOurs || !isJSON {
            headers.replaceOrAdd(name: "content-type", value: "application/json")
            // They describe bytes that the client does not get.
            for name in ["content-encoding", "etag", "last-modified", "content-md5", "accept-ranges"] { headers.remove(name: name) }
        }
        output.whole(HTTPResponseStatus(statusCode: status), headers, ByteBuffer(bytes: body))
    }
}

/// An error response of the upstream: it is held until it is whole and then told in the caller's dialect.
struct ErrorReply {
    private let context: ReplyContext
    private let upstreamHead: HTTPResponseHead
    private var body = ByteBuffer()

    init(_ context: ReplyContext, _ head: HTTPResponseHead) {
        self.context = context
        upstreamHead = head
    }

    mutating func receive(_ bytes: ByteBuffer, _ output: inout ReplyOutput) {
        guard !output.isFinished else { return }
        let room = context.limits.errorBytes - body.readableBytes
        if bytes.readableBytes <= room {
            body.writeImmutableBuffer(bytes)
            return
        }
        body.writeBytes(bytes.readableBytesView.prefix(room))
        finish(&output)
        output.abandonUpstream()
    }

    /// Sends what is there. A status alone says enough to be sent on when the upstream broke off behind it.
    func finish(_ output: inout ReplyOutput) {
        let failure = FailureReply(context: context, upstreamHeaders: upstreamHead.headers)
        failure.send(Array(body.readableBytesView), upstream: Int(upstreamHead.status.code), to: &output)
    }

    func giveUp(_ output: inout ReplyOutput) {
        finish(&output)
        output.abandonUpstream()
    }
}
