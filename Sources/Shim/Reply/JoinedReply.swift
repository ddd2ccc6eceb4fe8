import LosslessJSON
import NIOCore
import NIOHTTP1
import Translation

/// A stream that the client gets as one document, because Argo answers long requests only in streams.
///
/// Nothing is sent before the stream is complete, so that whatever goes wrong in it gets its real status and a broken stream is never a 200.
struct JoinedReply: ConsumedStreamReply {
    let context: ReplyContext
    let upstreamHead: HTTPResponseHead
    var splitter: EventSplitter
    private var message = MessageAssembly()
    private var chat = ChatAssembly()
    /// The `response` of the terminal event, which is the whole answer.
    private var response: [UInt8]?
    private var hasFinishReason = false
    private var byteCount = 0

    init(_ context: ReplyContext, _ head: HTTPResponseHead) {
        self.context = context
        upstreamHead = head
        splitter = EventSplitter(maximumEventBytes: context.limits.eventBytes)
    }

    mutating func receive(_ bytes: ByteBuffer, _ output: inout ReplyOutput) {
        byteCount += bytes.readableBytes
        guard byteCount <= context.limits.documentBytes else {
            let sentence = "argo-shim: Argo's answer is longer than \(context.limits.documentBytes) bytes; ask for a stream instead."
            return refuse(sentence, &output)
        }
        judgeEvents(in: bytes, &output)
    }

    mutating func receiveEnd(_ output: inout ReplyOutput) {
        judgeLastEvent(&output)
        if output.isFinished { return }
        if hasFinishReason { finish(&output) } else { sendIncomplete(&output) }
    }

    // MARK: Events

    mutating func judge(_ event: ServerSentEvent, _ output: inout ReplyOutput) {
        guard event.isExamined else {
            return refuse("argo-shim: Argo's answer has an event that is too long to be joined; ask for a stream instead.", &output)
        }
        let meaning = EventMeaning(event, in: context.upstream)
        switch meaning {
        case .padding: return
        case .failure: failure.send(event.data, upstream: nil, to: &output)
        case .completion where context.upstream == .chat: finish(&output)
        case .content, .usage, .finish, .completion:
            do {
                try add(event)
            } catch {
                return refuse(error.sentence, &output)
            }
            if meaning == .finish { hasFinishReason = true }
            if meaning == .completion { finish(&output) }
        }
    }

    private mutating func add(_ event: ServerSentEvent) throws(JoinFault) {
        let document: JSONDocument
        do {
            document = try JSONDocument(event.data)
        } catch {
            throw JoinFault(sentence: "Argo's stream has an event that is not JSON, so it cannot be joined into one answer.")
        }
        switch context.upstream {
        case .messages: try message.receive(document)
        case .chat: chat.receive(document)
        case .responses: response = document.value("response", of: document.root).map { Array(document.text(of: $0)) } ?? response
        // Argo has no route in this dialect.
        case .google: break
        }
    }

    // MARK: The answer

    private func finish(_ output: inout ReplyOutput) {
        do {
            let answer = try joined()
            var head = upstreamHead
            head.headers.replaceOrAdd(name: "content-type", value: "application/json")
            DocumentReply.finish(ByteBuffer(bytes: answer), head, context, &output)
        } catch {
            failure.sendUnusable(error.sentence, to: &output)
        }
    }

    private func joined() throws(JoinFault) -> [UInt8] {
        switch context.upstream {
        case .messages: return try message.finished()
        case .chat: return try chat.finished()
        // Argo has no route in Google's dialect.
        case .responses, .google:
            guard let response else { throw JoinFault(sentence: "Argo's stream contains no answer.") }
            return response
        }
    }
}

/// Why the events of a stream do not make one answer.
struct JoinFault: Error, Equatable {
    /// What is wrong, a whole sentence for the person behind the client.
    let sentence: String
}
