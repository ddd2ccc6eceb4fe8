import LosslessJSON
import NIOCore
import NIOHTTP1
import Translation

/// A whole answer of Argo's, on its way to a client of another dialect.
struct TranslatedDocument {
    let context: ReplyContext
    let head: HTTPResponseHead
    let answer: ClientAnswer

    /// Sends it: as a document, or as a stream where the client asked for one and Argo gave none.
    func send(_ body: [UInt8], to output: inout ReplyOutput) {
        var head = head
        do throws(AnswerFault) {
            let bytes: [UInt8]
            if context.clientStreams {
                let events = try AnswerTranslation.stream(
                    body, from: context.upstream, to: answer.dialect, context: answer.context, seed: answer.seed, time: answer.time)
                var framing = AnswerFraming(answer)
                bytes = events.flatMap { framing.bytes($0) } + framing.end()
                head.headers.replaceOrAdd(name: "content-type", value: framing.mediaType)
            } else {
                let translated = try AnswerTranslation.translated(
                    body, from: context.upstream, to: answer.dialect, context: answer.context, seed: answer.seed, time: answer.time)
                bytes = translated.body
                context.notes += translated.notes.map(\.description)
                output.facts.notes = translated.notes.map(\.description)
            }
            output.whole(head.status, context.headers(from: head.headers), ByteBuffer(bytes: bytes))
        } catch {
            FailureReply(context: context, upstreamHeaders: head.headers).send(error, to: &output)
        }
    }
}
