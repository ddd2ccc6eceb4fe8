import LosslessJSON
import NIOCore
import NIOHTTP1
import Translation

/// Passes a stream of events on to a client that asked for one, each event as soon as it is whole.
///
/// Events are sent as the bytes that they came in. Nothing at all is sent before the stream's beginning was judged, so that an error or an
/// access notice can still become a response with its real status.
struct EventStreamReply: UpstreamReply {
    let context: ReplyContext
    let upstreamHead: HTTPResponseHead
    private var splitter: EventSplitter
    private var notes: StreamNotes
    /// What was judged, taken from the splitter because an event in it was changed, and not sent yet.
    private var held = ByteBuffer()
    private var hasFinishReason = false
    private var isInsideEvent = false
    /// The newest event of a Responses stream, for the sequence number of an event of ours.
    private var lastEvent: ServerSentEvent?

    init(_ context: ReplyContext, _ head: HTTPResponseHead) {
        self.context = context
        notes = StreamNotes(context)
        upstreamHead = head
        splitter = EventSplitter(maximumEventBytes: context.limits.eventBytes)
    }

    /// Whether the next ping may be sent: never in the middle of an event.
    var allowsPing: Bool { !isInsideEvent }

    // MARK: What the upstream does

    mutating func receive(_ bytes: ByteBuffer, _ output: inout ReplyOutput) {
        splitter.receive(bytes)
        while !output.isFinished, let event = splitter.next() { judge(event, &output) }
        if output.isHeadSent { output.body(splitter.takeAll()) }
    }

    mutating func receiveEnd(_ output: inout ReplyOutput) {
        if let last = splitter.finish() { judgeUnterminated(last, &output) }
        if output.isFinished { return }
        if hasFinishReason {
            release(&output)
            if context.upstream == .chat { output.body(ByteBuffer(bytes: StreamEvent.done.bytes)) }
            output.end()
        } else if output.isHeadSent {
            output.cut()
        } else {
            sendIncomplete(isNotice: notes.notice.isNotice, &output)
        }
    }

    // MARK: Time

    /// Tells the client that the stream lives. This commits the response's head: an error can only be an event from here on.
    mutating func ping(_ output: inout ReplyOutput) {
        guard !isInsideEvent else { return }
        if !output.isHeadSent, notes.notice.isNotice { return failure.sendAccessDenied(to: &output) }
        release(&output)
        output.body(ByteBuffer(bytes: StreamTranslation.ping(in: context.upstream)))
    }

    mutating func giveUp(_ output: inout ReplyOutput) {
        if !output.isHeadSent {
            failure.sendIdle(to: &output)
        } else if isInsideEvent {
            output.cut()
        } else {
            var error = FailureReply.idle(context)
            error.requestID = context.requestID
            // The one type that makes clients of this dialect repeat a request whose stream has begun.
            if context.upstream == .messages { error.type = "overloaded_error" }
            output.body(ByteBuffer(bytes: error.streamEvent(in: context.upstream, sequenceNumber: nextSequenceNumber)))
            output.end()
        }
        output.abandonUpstream()
    }

    // MARK: Judging

    private mutating func judge(_ event: ServerSentEvent, _ output: inout ReplyOutput) {
        guard event.isExamined else {
            isInsideEvent = !event.isComplete
            release(&output)
            return
        }
        let meaning = EventMeaning(event, in: context.upstream)
        if context.upstream == .responses, event.hasData { lastEvent = event }
        if meaning == .finish { hasFinishReason = true }
        if output.isHeadSent {
            if meaning == .failure || meaning == .completion || meaning == .usage || meaning == .finish { repair(event, &output) }
        } else {
            judgeOpening(event, meaning, &output)
        }
        if meaning == .completion || meaning == .failure, output.isHeadSent {
            output.body(splitter.takeAll())
            output.end()
        }
    }

    private mutating func judgeOpening(_ event: ServerSentEvent, _ meaning: EventMeaning, _ output: inout ReplyOutput) {
        guard meaning != .failure else { return failure.send(event.data, upstream: nil, to: &output) }
        if meaning != .padding {
            notes.note(opening: event, meaning)
            repair(event, &output)
        }
        let isDecided = meaning == .completion || heldCount > context.limits.heldBytes
        if isDecided, notes.notice.isNotice {
            failure.sendAccessDenied(to: &output)
        } else if isDecided || !notes.notice.isPossible {
            release(&output)
        }
    }

    private var heldCount: Int { held.readableBytes + splitter.heldCount }

    /// Fills the holes in the usage figures of the current event.
    private mutating func repair(_ event: ServerSentEvent, _ output: inout ReplyOutput) {
        guard isUsageDue(in: event), let holes = notes.note(usageOf: event, &output.facts) else { return }
        let before = splitter.takeBeforeCurrent()
        _ = splitter.takeAll()
        send(before, &output)
        send(event.replacingData(with: EditedText(holes.data.bytes, applying: holes.edits).bytes), &output)
    }

    /// Only these events of the Messages dialect have figures; in the others any may.
    private func isUsageDue(in event: ServerSentEvent) -> Bool {
        guard event.hasData else { return false }
        return context.upstream != .messages || EventMeaning(event, in: .messages) == .usage
    }

    /// An event without the empty line behind it counts where it is the stream's last, and is completed then.
    private mutating func judgeUnterminated(_ event: ServerSentEvent, _ output: inout ReplyOutput) {
        guard !output.isFinished, EventMeaning(unterminated: event, in: context.upstream) != nil else { return }
        let last = splitter.takeBeforeCurrent()
        _ = splitter.takeAll()
        send(last, &output)
        var completed = event.bytes
        completed.writeString("\n\n")
        var rest = EventSplitter(maximumEventBytes: context.limits.eventBytes)
        rest.receive(completed)
        splitter = rest
        if let whole = splitter.next() { judge(whole, &output) }
    }

    // MARK: Sending

    private mutating func send(_ bytes: ByteBuffer?, _ output: inout ReplyOutput) {
        if output.isHeadSent {
            output.body(bytes)
        } else if let bytes {
            held.writeImmutableBuffer(bytes)
        }
    }

    /// Sends the head and everything that was held back.
    private mutating func release(_ output: inout ReplyOutput) {
        guard !output.isFinished else { return }
        output.head(upstreamHead.status, context.headers(from: upstreamHead.headers), length: nil)
        output.body(held)
        held = ByteBuffer()
        output.body(splitter.takeAll())
    }

    private var nextSequenceNumber: Int {
        // Without an earlier event the count begins at 0.
        guard let lastEvent, let document = try? JSONDocument(lastEvent.data),
            let number = document.value("sequence_number", of: document.root).flatMap({ document.integer($0) })
        else { return 0 }
        return number &+ 1
    }
}
