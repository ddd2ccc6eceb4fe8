import LosslessJSON
import NIOCore
import NIOHTTP1
import Translation

/// The answer that a client waits for who asked in another dialect than Argo was asked in.
struct ResponseTranslation: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        /// What a model says, with what the request's translation remembered.
        case conversation(AnswerContext)
        /// Google's `countTokens`, or Anthropic's.
        case tokenCount
        /// Google's `embedContent`, or `batchEmbedContents`.
        case embeddings(isBatch: Bool)
    }

    /// The client's dialect.
    let dialect: Dialect
    let kind: Kind
    /// Whether a stream is told as one JSON list that grows (Google's API without `alt=sse`), and not as events.
    var isJSONList = false
    /// Whether an answer of Chat Completions is told as one of Completions.
    var isCompletion = false
    /// Letters and digits that no other answer has.
    var seed = ""
    /// When the request was made, in seconds since 1970.
    var time = 0
}

/// How the events of a translated stream stand in the response's body.
struct StreamFraming {
    private let dialect: Dialect
    private let isJSONList: Bool
    private let isCompletion: Bool
    private var isBegun = false

    init(_ answer: ResponseTranslation) {
        dialect = answer.dialect
        isJSONList = answer.isJSONList
        isCompletion = answer.isCompletion
    }

    var mediaType: String { isJSONList ? "application/json" : "text/event-stream" }

    mutating func bytes(_ event: StreamEvent) -> [UInt8] {
        if isCompletion { return LegacyCompletion.chunk(event.data).map { StreamEvent(data: $0).bytes } ?? [] }
        guard isJSONList else { return event.bytes }
        defer { isBegun = true }
        return Array((isBegun ? ",\r\n" : "[").utf8) + event.data
    }

    /// What stands behind the last event.
    func end() -> [UInt8] {
        isJSONList ? Array((isBegun ? "]" : "[]").utf8) : []
    }

    /// What keeps a silent stream alive: between the elements of a list blanks mean nothing.
    func ping() -> [UInt8] {
        isJSONList ? Array("\n".utf8) : StreamTranslation.ping(in: dialect)
    }
}

/// A whole answer of Argo's, on its way to a client of another dialect.
struct TranslatedDocument {
    let context: ReplyContext
    let head: HTTPResponseHead
    let answer: ResponseTranslation

    func send(_ document: JSONDocument, to output: inout ReplyOutput) {
        do throws(APIFault) {
            switch answer.kind {
            case .conversation(let asked) where context.clientStreams: try sendStream(document, asked, to: &output)
            case .conversation(let asked): try send(document, asked, to: &output)
            case .tokenCount, .embeddings: try send(bytes(document), head.headers, to: &output)
            }
        } catch {
            FailureReply(context: context, upstreamHeaders: head.headers).send(error, to: &output)
        }
    }

    /// What the client gets of a count or of embeddings.
    func bytes(_ document: JSONDocument) throws(APIFault) -> [UInt8] {
        let bytes: [UInt8]? =
            switch answer.kind {
            case .conversation: nil
            case .tokenCount: GoogleTokenCount.answer(document, in: answer.dialect)
            case .embeddings(let isBatch): GoogleEmbedding.answer(document, isBatch: isBatch)
            }
        guard let bytes else {
            throw APIFault(.serverError, "\(context.service.name)'s answer does not contain what was requested; try again.", status: 502)
        }
        return bytes
    }

    private func send(_ document: JSONDocument, _ asked: AnswerContext, to output: inout ReplyOutput) throws(APIFault) {
        let translated = try AnswerTranslation.translated(
            document, from: context.upstream, to: answer.dialect, context: asked, seed: answer.seed, time: answer.time)
        context.notes += translated.notes.map(\.description)
        output.facts.notes = translated.notes.map(\.description)
        send(answer.isCompletion ? LegacyCompletion.answer(translated.body) : translated.body, head.headers, to: &output)
    }

    /// The client asked for a stream, and Argo gave none.
    private func sendStream(_ document: JSONDocument, _ asked: AnswerContext, to output: inout ReplyOutput) throws(APIFault) {
        let events = try AnswerTranslation.stream(
            document, from: context.upstream, to: answer.dialect, context: asked, seed: answer.seed, time: answer.time)
        var framing = StreamFraming(answer)
        var headers = head.headers
        headers.replaceOrAdd(name: "content-type", value: framing.mediaType)
        send(events.flatMap { framing.bytes($0) } + framing.end(), headers, to: &output)
    }

    private func send(_ bytes: [UInt8], _ headers: HTTPHeaders, to output: inout ReplyOutput) {
        output.whole(head.status, context.headers(from: headers), ByteBuffer(bytes: bytes))
    }
}
