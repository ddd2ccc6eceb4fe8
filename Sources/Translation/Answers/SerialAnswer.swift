/// Puts the steps of an answer in an order that every dialect can tell: one thing at a time, each begun and ended once.
///
/// Models tell parallel calls in turns, piece by piece. Messages and Responses close one call before the next begins; so what belongs
/// to another call, or to the text, waits until the open one has ended.
struct SerialAnswer: Sendable {
    private enum Waiting: Sendable {
        case call(key: Int)
        case other([AnswerEvent])
    }

    private struct WaitingCall: Sendable {
        let call: ToolCall
        var arguments = ""
        var isEnded = false
    }

    private let limits: TranslationLimits
    private var isStarted = false
    private(set) var isOver = false
    private var isReasoning = false
    private var openCall: Int?
    private var waiting: [Waiting] = []
    /// The calls in `waiting`, by their keys.
    private var waitingCalls: [Int: WaitingCall] = [:]
    private var heldBytes = 0
    private var answerBytes = 0
    private var calls: Set<Int> = []

    init(limits: TranslationLimits) {
        self.limits = limits
    }

    mutating func receive(_ event: AnswerEvent, into output: inout [AnswerEvent]) {
        guard !isOver else { return }
        if !isStarted, event != .started {
            isStarted = true
            if case .failed = event {} else { output.append(.started) }
        }
        // Some dialects repeat the whole answer at its end, so that it has to be held.
        answerBytes += event.textLength
        if answerBytes > limits.answerBytes { return fail("The answer is too large.", into: &output) }
        switch event {
        case .started:
            guard !isStarted else { return }
            isStarted = true
            output.append(event)
        case .usage, .leftOut:
            output.append(event)
        case .callStarted(let key, let call):
            guard calls.insert(key).inserted else { return }
            guard calls.count <= limits.parallelCalls else { return fail("The answer contains too many tool calls.", into: &output) }
            if openCall == nil {
                open(key, call, into: &output)
            } else {
                waitingCalls[key] = WaitingCall(call: call)
                waiting.append(.call(key: key))
            }
        case .callArguments(let key, let piece):
            receive(piece, for: key, into: &output)
        case .callEnded(let key):
            end(key, into: &output)
        case .finished(let finish):
            endAll(into: &output)
            endReasoning(into: &output)
            output.append(.finished(reconciled(finish)))
            isOver = true
        case .failed:
            output.append(event)
            isOver = true
        case .text, .citation, .refusal, .reasoning, .reasoningEnded, .hiddenReasoning:
            if openCall == nil { tell(event, into: &output) } else { hold(event, into: &output) }
        }
    }

    // MARK: Calls

    private mutating func receive(_ piece: String, for key: Int, into output: inout [AnswerEvent]) {
        if key == openCall {
            if !piece.isEmpty { output.append(.callArguments(key: key, piece)) }
            return
        }
        guard waitingCalls[key]?.isEnded == false else { return }
        // In its place, so that it is not copied with every piece.
        waitingCalls[key]?.arguments += piece
        count(piece.utf8.count, into: &output)
    }

    private mutating func open(_ key: Int, _ call: ToolCall, into output: inout [AnswerEvent]) {
        endReasoning(into: &output)
        output.append(.callStarted(key: key, call))
        openCall = key
    }

    private mutating func end(_ key: Int, into output: inout [AnswerEvent]) {
        if key == openCall {
            output.append(.callEnded(key: key))
            openCall = nil
            release(into: &output)
        } else {
            waitingCalls[key]?.isEnded = true
        }
    }

    /// Tells what has waited, up to a call that has not ended.
    private mutating func release(into output: inout [AnswerEvent]) {
        var count = 0
        while openCall == nil, count < waiting.count {
            switch waiting[count] {
            case .other(let events):
                for event in events { tell(event, into: &output) }
            case .call(let key):
                guard let next = waitingCalls.removeValue(forKey: key) else { break }
                open(key, next.call, into: &output)
                if !next.arguments.isEmpty { output.append(.callArguments(key: key, next.arguments)) }
                if next.isEnded {
                    output.append(.callEnded(key: key))
                    openCall = nil
                }
            }
            count += 1
        }
        waiting.removeFirst(count)
        if waiting.isEmpty { heldBytes = 0 }
    }

    private mutating func endAll(into output: inout [AnswerEvent]) {
        while let key = openCall { end(key, into: &output) }
    }

    // MARK: Everything else

    private mutating func hold(_ event: AnswerEvent, into output: inout [AnswerEvent]) {
        switch waiting.popLast() {
        case .other(var events)?:
            events.append(event)
            waiting.append(.other(events))
        case let other:
            if let other { waiting.append(other) }
            waiting.append(.other([event]))
        }
        // An event costs memory even where its text is empty.
        count(event.textLength + 64, into: &output)
    }

    private mutating func tell(_ event: AnswerEvent, into output: inout [AnswerEvent]) {
        switch event {
        case .reasoning(let piece):
            guard !piece.isEmpty else { return }
            isReasoning = true
        case .reasoningEnded(let signature):
            guard isReasoning else {
                // A signature whose thought was never told stands for it.
                if let signature, !signature.value.isEmpty { output.append(.hiddenReasoning(signature)) }
                return
            }
            isReasoning = false
        case .text(let piece), .refusal(let piece):
            guard !piece.isEmpty else { return }
            endReasoning(into: &output)
        default:
            endReasoning(into: &output)
        }
        output.append(event)
    }

    private mutating func endReasoning(into output: inout [AnswerEvent]) {
        guard isReasoning else { return }
        isReasoning = false
        output.append(.reasoningEnded(nil))
    }

    private mutating func count(_ bytes: Int, into output: inout [AnswerEvent]) {
        heldBytes += bytes
        if heldBytes > limits.heldBytes { fail("The answer's tool calls are too large to sort.", into: &output) }
    }

    private mutating func fail(_ message: String, into output: inout [AnswerEvent]) {
        waiting = []
        waitingCalls = [:]
        output.append(.failed(APIFault(.serverError, message, status: 502)))
        isOver = true
    }

    /// Calls make an answer one that ends with calls, whatever the upstream says; agents do not run them otherwise.
    private func reconciled(_ finish: Finish) -> Finish {
        switch finish {
        case .stop, .stopSequence: calls.isEmpty ? finish : .toolCalls
        case .toolCalls: calls.isEmpty ? .stop : .toolCalls
        case .length, .filtered, .paused: finish
        }
    }
}

extension AnswerEvent {
    fileprivate var textLength: Int {
        switch self {
        case .text(let text), .refusal(let text), .reasoning(let text): text.utf8.count
        case .callArguments(_, let text): text.utf8.count
        case .hiddenReasoning(let signature): signature.value.utf8.count
        default: 0
        }
    }
}
