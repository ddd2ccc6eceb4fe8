import LosslessJSON
import NIOCore
import NIOHTTP1
import Translation

/// A whole answer of Argo's, on its way to a client of another dialect.
struct TranslatedDocument {
    let context: ReplyContext
    let head: HTTPResponseHead
    let answer: ClientAnswer

    func send(_ document: JSONDocument, to output: inout ReplyOutput) {
        do throws(AnswerFault) {
            switch answer.kind {
            case .conversation(let asked) where context.clientStreams: try sendStream(document.bytes, asked, to: &output)
            case .conversation(let asked): try send(document.bytes, asked, to: &output)
            case .tokenCount, .embeddings: try send(bytes(document), head.headers, to: &output)
            }
        } catch {
            FailureReply(context: context, upstreamHeaders: head.headers).send(error, to: &output)
        }
    }

    /// What the client gets of a count or of embeddings.
    func bytes(_ document: JSONDocument) throws(AnswerFault) -> [UInt8] {
        let bytes: [UInt8]? =
            switch answer.kind {
            case .conversation: nil
            case .tokenCount: GoogleTokenCount.answer(document, in: answer.dialect)
            case .embeddings(let isBatch): GoogleEmbedding.answer(document, isBatch: isBatch)
            }
        guard let bytes else {
            throw AnswerFault(.upstream, "\(context.service.name)'s answer does not hold what was asked for; try again.", status: 502)
        }
        return bytes
    }

    private func send(_ body: [UInt8], _ asked: AnswerContext, to output: inout ReplyOutput) throws(AnswerFault) {
        let translated = try AnswerTranslation.translated(
            body, from: context.upstream, to: answer.dialect, context: asked, seed: answer.seed, time: answer.time)
        context.notes += translated.notes.map(\.description)
        output.facts.notes = translated.notes.map(\.description)
        send(answer.isCompletion ? LegacyCompletion.answer(translated.body) : translated.body, head.headers, to: &output)
    }

    /// The client asked for a stream, and Argo gave none.
    private func sendStream(_ body: [UInt8], _ asked: AnswerContext, to output: inout ReplyOutput) throws(AnswerFault) {
        let events = try AnswerTranslation.stream(
            body, from: context.upstream, to: answer.dialect, context: asked, seed: answer.seed, time: answer.time)
        var framing = AnswerFraming(answer)
        var headers = head.headers
        headers.replaceOrAdd(name: "content-type", value: framing.mediaType)
        send(events.flatMap { framing.bytes($0) } + framing.end(), headers, to: &output)
    }

    private func send(_ bytes: [UInt8], _ headers: HTTPHeaders, to output: inout ReplyOutput) {
        output.whole(head.status, context.headers(from: headers), ByteBuffer(bytes: bytes))
    }
}
