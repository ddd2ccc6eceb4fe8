import LosslessJSON
import NIOCore
import NIOHTTP1
import Translation

/// One of the kinds of replies that `ReplyMachine` picks from: what all of them do when the upstream fails them.
protocol UpstreamReply {
    var context: ReplyContext { get }
    var upstreamHead: HTTPResponseHead { get }
}

extension UpstreamReply {
    var failure: FailureReply { FailureReply(context: context, upstreamHeaders: upstreamHead.headers) }

    /// The upstream's connection failed before its response was complete.
    func receive(_ what: UpstreamFailure, _ output: inout ReplyOutput) {
        if output.isHeadSent { output.cut() } else { failure.send(what, to: &output) }
    }

    /// The upstream has been silent for too long.
    func giveUp(_ output: inout ReplyOutput) {
        if output.isHeadSent { output.cut() } else { failure.sendIdle(to: &output) }
        output.abandonUpstream()
    }

    /// Answers with what is wrong, a whole sentence, and wants nothing more from the upstream.
    func refuse(_ fault: String, _ output: inout ReplyOutput) {
        failure.sendUnusable(fault, to: &output)
        output.abandonUpstream()
    }

    /// The upstream ended its stream properly, but not the answer in it, and nothing has been sent.
    ///
    /// - Parameter isNotice: what came is Argo's access notice, which ends in its own way.
    func sendIncomplete(isNotice: Bool = false, _ output: inout ReplyOutput) {
        if isNotice { return failure.sendAccessDenied(to: &output) }
        failure.sendUnusable("\(context.service.name) ended its stream without completing the answer; try again.", to: &output)
    }
}

/// A reply whose events are all for us: none of the upstream's bytes go to the client.
protocol ConsumedStreamReply: UpstreamReply {
    var splitter: EventSplitter { get set }

    mutating func judge(_ event: ServerSentEvent, _ output: inout ReplyOutput)
}

extension ConsumedStreamReply {
    mutating func judgeEvents(in bytes: ByteBuffer, _ output: inout ReplyOutput) {
        splitter.receive(bytes)
        while !output.isFinished, let event = splitter.next() { judge(event, &output) }
        _ = splitter.takeAll()
    }

    /// An event without the empty line behind it counts where it is the stream's last.
    mutating func judgeLastEvent(_ output: inout ReplyOutput) {
        if let last = splitter.finish(), EventMeaning(unterminated: last, in: context.upstream) != nil { judge(last, &output) }
    }
}

/// What is noted of a stream that goes to the client as one: whether its beginning can be an access notice, and its usage figures.
struct StreamNotes {
    private(set) var notice: AccessNotice
    private var usage = UsageBackfill()
    private let dialect: Dialect

    init(_ context: ReplyContext) {
        notice = AccessNotice(from: context.service)
        dialect = context.upstream
    }

    mutating func note(opening event: ServerSentEvent, _ meaning: EventMeaning) {
        // What is not JSON is no notice.
        if let document = try? JSONDocument(event.data) {
            notice.note(event: document, dialect: dialect)
        } else if meaning != .completion {
            notice.noteOtherContent()
        }
    }

    /// Notes an event's usage figures.
    ///
    /// - Returns: the event's data with the edits that fill the holes in its figures; nil where there are none.
    mutating func note(usageOf event: ServerSentEvent, _ facts: inout ReplyFacts) -> (data: JSONDocument, edits: [TextEdit])? {
        // `[DONE]` and what is not JSON has no figures.
        guard let document = try? JSONDocument(event.data) else { return nil }
        let edits = usage.edits(ofEvent: document, in: dialect)
        facts.inputTokens = usage.inputTokens ?? facts.inputTokens
        facts.outputTokens = usage.outputTokens ?? facts.outputTokens
        return edits.isEmpty ? nil : (document, edits)
    }
}
