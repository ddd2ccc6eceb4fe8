import NIOCore
import NIOHTTP1
import Translation

/// Translates a stream of events for a client of another dialect who asked for one, each event as soon as it is whole.
///
/// As in `EventStreamReply` nothing is sent before the stream's beginning was judged, so that an error or an access notice gets its real status.
struct TranslatedStreamReply: ConsumedStreamReply {
    let context: ReplyContext
    let upstreamHead: HTTPResponseHead
    var splitter: EventSplitter
    private var translation: StreamTranslation
    private var framing: StreamFraming
    private var notes: StreamNotes
    /// What has been translated in this call, or before the beginning was judged.
    private var translated = ByteBuffer()

    init(_ context: ReplyContext, _ head: HTTPResponseHead, _ answer: ResponseTranslation, _ asked: AnswerContext) {
        self.context = context
        notes = StreamNotes(context)
        upstreamHead = head
        framing = StreamFraming(answer)
        splitter = EventSplitter(maximumEventBytes: context.limits.eventBytes)
        translation = StreamTranslation(
            from: context.upstream, to: answer.dialect, context: asked, seed: answer.seed, time: answer.time)
    }

    // MARK: What the upstream does

    mutating func receive(_ bytes: ByteBuffer, _ output: inout ReplyOutput) {
        judgeEvents(in: bytes, &output)
        send(&output)
    }

    mutating func receiveEnd(_ output: inout ReplyOutput) {
        judgeLastEvent(&output)
        if output.isFinished { return }
        if let events = translation.end() {
            write(events)
            finish(&output)
        } else if output.isHeadSent {
            send(&output)
            output.cut()
        } else {
            sendIncomplete(isNotice: notes.notice.isNotice, &output)
        }
    }

    // MARK: Time

    /// Tells the client that the stream lives. This commits the response's head: an error can only be an event from here on.
    mutating func ping(_ output: inout ReplyOutput) {
        if !output.isHeadSent, notes.notice.isNotice { return failure.sendAccessDenied(to: &output) }
        release(&output)
        output.body(ByteBuffer(bytes: framing.ping()))
    }

    mutating func giveUp(_ output: inout ReplyOutput) {
        if output.isHeadSent {
            // The one type that makes clients of Messages repeat a request whose stream has begun.
            fail(APIFault(context.client == .messages ? .overloaded : .timeout, FailureReply.idle(context).message), &output)
        } else {
            failure.sendIdle(to: &output)
        }
        output.abandonUpstream()
    }

    // MARK: Judging

    mutating func judge(_ event: ServerSentEvent, _ output: inout ReplyOutput) {
        guard event.isExamined else {
            fail(
                APIFault(
                    .serverError, "argo-shim: \(context.service.name)'s answer has an event that is too long to be translated.", status: 502
                ),
                &output)
            output.abandonUpstream()
            return
        }
        let meaning = EventMeaning(event, in: context.upstream)
        if meaning == .padding { return }
        if !output.isHeadSent {
            guard meaning != .failure else { return failure.send(event.data, upstream: nil, to: &output) }
            notes.note(opening: event, meaning)
        }
        // For the log only: the translation fills what is missing by itself.
        if meaning != .content { _ = notes.note(usageOf: event, &output.facts) }
        write(translation.receive(StreamEvent(name: event.name, data: event.data)))
        switch translation.phase {
        case .waiting, .answering:
            if !output.isHeadSent, !notes.notice.isPossible || translated.readableBytes > context.limits.heldBytes { release(&output) }
        case .finished: finish(&output)
        case .failed(let fault):
            if output.isHeadSent { finish(&output) } else { failure.send(fault, to: &output) }
        }
    }

    // MARK: Sending

    private mutating func write(_ events: [StreamEvent]) {
        for event in events { translated.writeBytes(framing.bytes(event)) }
    }

    private mutating func fail(_ fault: APIFault, _ output: inout ReplyOutput) {
        guard output.isHeadSent else { return failure.send(fault, to: &output) }
        write(translation.fail(fault))
        finish(&output)
    }

    private mutating func finish(_ output: inout ReplyOutput) {
        if !output.isHeadSent, notes.notice.isNotice { return failure.sendAccessDenied(to: &output) }
        translated.writeBytes(framing.end())
        release(&output)
        output.facts.notes = translation.notes.map(\.description)
        output.end()
    }

    private mutating func release(_ output: inout ReplyOutput) {
        if !output.isHeadSent {
            var headers = context.headers(from: upstreamHead.headers)
            headers.replaceOrAdd(name: "content-type", value: framing.mediaType)
            output.head(upstreamHead.status, headers, length: nil)
        }
        send(&output)
    }

    private mutating func send(_ output: inout ReplyOutput) {
        guard output.isHeadSent, translated.readableBytes > 0 else { return }
        output.body(translated)
        translated = ByteBuffer()
    }
}
