import LosslessJSON
import NIOCore
import NIOHTTP1

/// A JSON answer: it is held until it is whole, so that an error or an access notice inside a success gets its real status.
struct DocumentReply: UpstreamReply {
    let context: ReplyContext
    let upstreamHead: HTTPResponseHead
    private var body = ByteBuffer()
    /// Set once the answer is too long to be held.
    private var isPassedOn = false

    init(_ context: ReplyContext, _ head: HTTPResponseHead, _ output: inout ReplyOutput) {
        self.context = context
        upstreamHead = head
        if let length = head.contentLength, length > context.limits.documentBytes { passOn(&output) }
    }

    mutating func receive(_ bytes: ByteBuffer, _ output: inout ReplyOutput) {
        if isPassedOn {
            output.body(bytes)
            return
        }
        guard !output.isFinished else { return }
        if body.readableBytes == 0 { body = bytes } else { body.writeImmutableBuffer(bytes) }
        if body.readableBytes > context.limits.documentBytes { passOn(&output) }
    }

    mutating func receiveEnd(_ output: inout ReplyOutput) {
        if isPassedOn {
            output.end()
        } else {
            Self.finish(body, upstreamHead, context, &output)
        }
    }

    private mutating func passOn(_ output: inout ReplyOutput) {
        guard context.answer == nil else {
            return refuse("argo-shim: \(context.service.name)'s answer is too long to be translated; ask for a stream instead.", &output)
        }
        isPassedOn = true
        output.head(upstreamHead.status, context.headers(from: upstreamHead.headers), length: upstreamHead.contentLength)
        output.body(body)
        body = ByteBuffer()
    }

    // MARK: A whole answer

    /// Judges a whole answer and sends it.
    static func finish(_ body: ByteBuffer, _ head: HTTPResponseHead, _ context: ReplyContext, _ output: inout ReplyOutput) {
        let failure = FailureReply(context: context, upstreamHeaders: head.headers)
        // What is not JSON in spite of its content type is passed on for the client to judge.
        guard let document = try? JSONDocument(Array(body.readableBytesView)), document.root.kind == .object else {
            if context.answer != nil {
                return failure.sendUnusable("\(context.service.name)'s answer is not a JSON object; try again.", to: &output)
            }
            output.whole(head.status, context.headers(from: head.headers), body)
            return
        }
        if isError(document) {
            failure.send(document.bytes, upstream: nil, to: &output)
            return
        }
        var usage = UsageBackfill()
        let edits = usage.edits(ofAnswer: document, of: context.route)
        // An answer with figures, which is the rule, is no notice and need not be looked at twice.
        let hasFigure = usage.inputTokens ?? 0 != 0 || usage.outputTokens ?? 0 != 0
        if !hasFigure, context.service.isArgo, AccessNotice.isAnswer(document, in: context.upstream) {
            failure.sendAccessDenied(to: &output)
            return
        }
        output.facts.inputTokens = usage.inputTokens
        output.facts.outputTokens = usage.outputTokens
        if let answer = context.answer, !context.isBatched {
            return TranslatedDocument(context: context, head: head, answer: answer).send(document, to: &output)
        }
        let repaired = edits.isEmpty ? body : ByteBuffer(bytes: EditedText(document.bytes, applying: edits).bytes)
        output.whole(head.status, context.headers(from: head.headers), repaired)
    }

    /// Whether a success holds an error: by its `type`, or by an `error` where no answer is.
    ///
    /// A Responses answer has both an `error` and an `output`, and says itself that it failed.
    private static func isError(_ document: JSONDocument) -> Bool {
        var hasError = false
        for member in document.members(of: document.root) {
            if document.has(name: "error", member) {
                hasError = member.value.kind == .object || member.value.kind == .string
            } else if document.has(name: "type", member) {
                if document.contents(ofString: member.value)?.elementsEqual("error".utf8) == true { return true }
            }
        }
        guard hasError else { return false }
        return !["candidates", "choices", "content", "data", "output", "response", "embedding"].contains { name in
            document.value(name, of: document.root).map { $0.kind != .null } ?? false
        }
    }
}

extension HTTPResponseHead {
    /// The announced length of the body in bytes; nil when none or nothing sensible is announced.
    var contentLength: Int? {
        guard let length = headers.first(name: "content-length").flatMap({ Int($0) }), length >= 0 else { return nil }
        return length
    }

    /// The media type in lower case, without parameters.
    var mediaType: String {
        guard let value = headers.first(name: "content-type") else { return "" }
        // The usual spellings need no work.
        if value == "application/json" || value == "text/event-stream" { return value }
        let type = value.utf8.prefix { $0 != UInt8(ascii: ";") }.filter { $0 != 0x20 && $0 != 0x09 }
        return String(decoding: type, as: UTF8.self).lowercased()
    }

    /// Whether the body's bytes are what they mean: no compression.
    var isIdentityEncoded: Bool {
        headers["content-encoding"].allSatisfy { $0.isEmpty || $0.lowercased() == "identity" }
    }

    var isJSON: Bool {
        let type = mediaType
        return type == "application/json" || type.hasSuffix("+json")
    }
}
