import NIOCore
import NIOHTTP1
import Translation

/// Turns an upstream's reply into the client's: it is told what the upstream does and when, and says what to do towards the client.
///
/// It holds no channel and no clock. Whatever the upstream does, the client is asked for exactly one head and one end or cut.
struct ReplyMachine {
    private enum Phase {
        case awaitingHead
        case events(EventStreamReply)
        case translated(TranslatedStreamReply)
        case document(DocumentReply)
        case joined(JoinedReply)
        case error(ErrorReply)
        /// The bytes are passed on as they come, because nothing in them is ours to judge.
        case raw
        /// The upstream's response is over, or of no more interest.
        case over
    }

    private let context: ReplyContext
    private var phase = Phase.awaitingHead
    private var output: ReplyOutput
    private var lastReceived: NIODeadline
    /// When reading from the upstream was paused; nil while it is read.
    private var pausedAt: NIODeadline?
    private var drainDeadline: NIODeadline?
    private var drainedCount = 0

    /// - Parameter now: when the request was sent.
    init(_ context: ReplyContext, now: NIODeadline) {
        self.context = context
        output = ReplyOutput(now: now)
        lastReceived = now
    }

    var isHeadSent: Bool { output.isHeadSent }
    /// Whether the client's response is over; the upstream may still have to end its own.
    var isFinished: Bool { output.isFinished }
    var facts: ReplyFacts { output.facts }

    // MARK: What the upstream does

    /// The upstream's final response head came; informational ones (1xx) are not for this machine.
    mutating func receiveHead(_ head: HTTPResponseHead, now: NIODeadline) -> [ReplyAction] {
        output.now = now
        lastReceived = now
        guard case .awaitingHead = phase, !output.isFinished else { return [] }
        output.lastSent = now
        output.facts.upstreamStatus = Int(head.status.code)
        phase = choosePhase(for: head)
        return finishCall()
    }

    mutating func receiveBody(_ bytes: ByteBuffer, now: NIODeadline) -> [ReplyAction] {
        output.now = now
        lastReceived = now
        guard !output.isFinished else {
            drainedCount += bytes.readableBytes
            if drainedCount > context.limits.drainedBytes { abandon() }
            return finishCall()
        }
        // Moved out and back, so that what it holds is changed in place and not copied.
        var current = Phase.over
        swap(&current, &phase)
        switch consume current {
        case .events(var relay):
            relay.receive(bytes, &output)
            phase = .events(relay)
        case .translated(var relay):
            relay.receive(bytes, &output)
            phase = .translated(relay)
        case .document(var reply):
            reply.receive(bytes, &output)
            phase = .document(reply)
        case .joined(var reply):
            reply.receive(bytes, &output)
            phase = .joined(reply)
        case .error(var reply):
            reply.receive(bytes, &output)
            phase = .error(reply)
        case .raw:
            output.body(bytes)
            phase = .raw
        case .awaitingHead: phase = .awaitingHead
        case .over: break
        }
        return finishCall()
    }

    /// The upstream ended its response properly.
    mutating func receiveEnd(now: NIODeadline) -> [ReplyAction] {
        output.now = now
        lastReceived = now
        if !output.isFinished {
            switch phase {
            case .events(var relay): relay.receiveEnd(&output)
            case .translated(var relay): relay.receiveEnd(&output)
            case .document(var reply): reply.receiveEnd(&output)
            case .joined(var reply): reply.receiveEnd(&output)
            case .error(let reply): reply.finish(&output)
            case .raw: output.end()
            case .awaitingHead, .over: failure.send(.invalidReply("an end without a head"), to: &output)
            }
        }
        phase = .over
        return finishCall()
    }

    /// The upstream's connection failed before its response was complete.
    mutating func receiveBreak(_ what: UpstreamFailure, now: NIODeadline) -> [ReplyAction] {
        output.now = now
        if !output.isFinished {
            switch phase {
            case .events(let relay): relay.receive(what, &output)
            case .translated(let relay): relay.receive(what, &output)
            case .document(let reply): reply.receive(what, &output)
            case .joined(let reply): reply.receive(what, &output)
            case .error(let reply): reply.finish(&output)
            case .raw: output.cut()
            case .awaitingHead, .over: failure.send(what, to: &output)
            }
        }
        phase = .over
        return finishCall()
    }

    // MARK: Time

    /// When `tick` is to be called next; nil when nothing depends on time.
    var nextDeadline: NIODeadline? {
        if case .over = phase { return nil }
        if output.isUpstreamAbandoned { return nil }
        if let drainDeadline { return drainDeadline }
        guard pausedAt == nil else { return nil }
        return pingDeadline.map { min($0, idleDeadline) } ?? idleDeadline
    }

    mutating func tick(now: NIODeadline) -> [ReplyAction] {
        output.now = now
        guard let deadline = nextDeadline, now >= deadline else { return [] }
        if drainDeadline != nil {
            abandon()
        } else if now >= idleDeadline {
            giveUp()
        } else {
            ping()
        }
        return finishCall()
    }

    /// The client takes nothing at the moment, so that the upstream is not read: its silence is no fault of its own.
    mutating func pauseReading(now: NIODeadline) {
        pausedAt = pausedAt ?? now
    }

    mutating func resumeReading(now: NIODeadline) {
        guard pausedAt != nil else { return }
        pausedAt = nil
        lastReceived = now
        output.lastSent = now
    }

    private var idleDeadline: NIODeadline { lastReceived + context.idleLimit }

    private var pingDeadline: NIODeadline? {
        switch phase {
        case .events(let relay) where relay.allowsPing: output.lastSent + context.pingInterval
        case .translated: output.lastSent + context.pingInterval
        default: nil
        }
    }

    private mutating func ping() {
        switch phase {
        case .events(var relay):
            relay.ping(&output)
            phase = .events(relay)
        case .translated(var relay):
            relay.ping(&output)
            phase = .translated(relay)
        default: break
        }
    }

    private mutating func giveUp() {
        switch phase {
        case .events(var relay): relay.giveUp(&output)
        case .translated(var relay): relay.giveUp(&output)
        case .document(let reply): reply.giveUp(&output)
        case .joined(let reply): reply.giveUp(&output)
        case .error(let reply): reply.giveUp(&output)
        case .raw:
            output.cut()
            output.abandonUpstream()
        case .awaitingHead, .over:
            failure.sendIdle(to: &output)
            output.abandonUpstream()
        }
        phase = .over
    }

    // MARK: The frame of a call

    private mutating func finishCall() -> [ReplyAction] {
        if output.isFinished, drainDeadline == nil { drainDeadline = output.now + context.limits.drainTime }
        return output.takeActions()
    }

    private mutating func abandon() {
        output.abandonUpstream()
        phase = .over
    }

    private var failure: FailureReply { FailureReply(context: context) }

    private mutating func choosePhase(for head: HTTPResponseHead) -> Phase {
        let status = Int(head.status.code)
        let hasBody = !context.isHead && status >= 200 && status != 204 && status != 304
        guard hasBody, head.isIdentityEncoded else { return rawPhase(for: head) }
        if status >= 400 { return .error(ErrorReply(context, head)) }
        guard status < 300 else { return rawPhase(for: head) }
        if head.mediaType == "text/event-stream" {
            if context.isJoined { return .joined(JoinedReply(context, head)) }
            if let answer = context.answer, case .conversation(let asked) = answer.kind {
                return context.clientStreams
                    ? .translated(TranslatedStreamReply(context, head, answer, asked)) : .joined(JoinedReply(context, head))
            }
            return context.clientStreams && status == 200 ? .events(EventStreamReply(context, head)) : rawPhase(for: head)
        }
        // Google's streams without `alt=sse` are one JSON list that grows.
        if context.upstream == .google, context.clientStreams, context.answer == nil { return rawPhase(for: head) }
        return head.isJSON ? .document(DocumentReply(context, head, &output)) : rawPhase(for: head)
    }

    private mutating func rawPhase(for head: HTTPResponseHead) -> Phase {
        if context.isJoined, head.mediaType == "text/event-stream", !head.isIdentityEncoded {
            // The client asked for one document: a compressed stream would be no answer to it.
            return refuse(head, " compressed a stream although the request forbade it, so it cannot be joined.")
        }
        if context.answer != nil, !context.isHead {
            return refuse(head, "'s answer is of a type that cannot be translated; try again.")
        }
        output.head(head.status, context.headers(from: head.headers), length: head.contentLength)
        return .raw
    }

    /// - Parameter fault: ends a sentence that begins with the service's name.
    private mutating func refuse(_ head: HTTPResponseHead, _ fault: String) -> Phase {
        FailureReply(context: context, upstreamHeaders: head.headers)
            .sendUnusable("argo-shim: \(context.service.name)\(fault)", to: &output)
        output.abandonUpstream()
        return .over
    }
}
