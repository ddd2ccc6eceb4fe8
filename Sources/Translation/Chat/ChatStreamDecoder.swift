/// Reads a stream of OpenAI Chat Completions.
struct ChatStreamDecoder: StreamDecoder {
    /// The most bytes of arguments that are taken before the name: a name that comes late comes with the next piece.
    private static let maximumEarlyBytes = 64 << 10

    private struct Call: Sendable {
        let key: Int
        var id: String
        var isStarted: Bool
        /// Pieces that came before the call's name.
        var early = ""
    }

    private let limits: TranslationLimits
    private var isStarted = false
    /// By the index that the upstream gives.
    private var calls: [Int: Call] = [:]
    private var keys = 0
    private var finish: Finish?
    private var isOver = false

    init(limits: TranslationLimits) {
        self.limits = limits
    }

    mutating func decode(_ event: StreamEvent) -> [AnswerEvent] {
        guard !isOver, !event.data.isEmpty else { return [] }
        if event.isDone {
            isOver = true
            guard let finish else { return [.failed(APIFault(.serverError, "The upstream's answer has no finish_reason.", status: 502))] }
            return [.finished(finish)]
        }
        guard let reader = Self.reader(event) else { return [Self.unreadable] }
        if let fault = FaultTranslation.fault(inAnswer: reader, from: .chat) {
            isOver = true
            return [.failed(fault)]
        }
        var events: [AnswerEvent] = []
        // Azure begins with a chunk that has no choices and no id.
        let choice = reader.list("choices").first { ($0.integer("index") ?? 0) == 0 }
        if !isStarted, choice != nil {
            isStarted = true
            events.append(.started)
        }
        if let delta = choice?.value("delta") { decode(delta, into: &events) }
        if let reason = choice?.string("finish_reason") {
            finish = Finish(chat: reason)
            endCalls(into: &events)
        }
        if let usage = reader.value("usage"), usage.isObject { events.append(.usage(Usage(chat: usage))) }
        return events
    }

    /// Not every server sends `[DONE]`.
    mutating func end() -> [AnswerEvent] {
        guard !isOver, let finish else { return [] }
        isOver = true
        return [.finished(finish)]
    }

    private mutating func decode(_ delta: JSONReader, into events: inout [AnswerEvent]) {
        if let text = delta.string("reasoning_content") ?? delta.string("reasoning"), !text.isEmpty { events.append(.reasoning(text)) }
        if let text = delta.string("content"), !text.isEmpty { events.append(.text(text)) }
        if let text = delta.string("refusal"), !text.isEmpty { events.append(.refusal(text)) }
        for annotation in delta.list("annotations") {
            if let citation = Citation(annotation: annotation) { events.append(.citation(citation)) }
        }
        for (position, call) in delta.list("tool_calls").enumerated() {
            let custom = call.value("custom")
            guard let function = custom ?? call.value("function") else { continue }
            let index = call.integer("index") ?? position
            decode(function: function, id: call.string("id") ?? "", at: index, isFreeform: custom != nil, into: &events)
        }
        if let function = delta.value("function_call") { decode(function: function, id: "", at: -1, isFreeform: false, into: &events) }
    }

    private mutating func decode(
        function: JSONReader, id: String, at index: Int, isFreeform: Bool, into events: inout [AnswerEvent]
    ) {
        let name = function.string("name") ?? ""
        let field = function.value(isFreeform ? "input" : "arguments")
        // Some servers give the arguments as an object.
        let arguments = field?.string ?? field?.spelling ?? ""
        if let known = calls[index], !id.isEmpty, id != known.id, known.isStarted, !name.isEmpty {
            // A server that gives every call the same index: another id begins another call.
            events.append(.callEnded(key: known.key))
            calls[index] = nil
        }
        if calls[index] == nil {
            guard keys < limits.parallelCalls else { return events.append(Self.tooManyCalls) }
            calls[index] = Call(key: keys, id: id, isStarted: false)
            keys += 1
        }
        guard var call = calls[index] else { return }
        if call.id.isEmpty { call.id = id }
        if call.isStarted {
            if !arguments.isEmpty { events.append(.callArguments(key: call.key, arguments)) }
        } else if name.isEmpty {
            call.early += arguments
            if call.early.utf8.count > Self.maximumEarlyBytes { events.append(Self.tooManyCalls) }
        } else {
            call.isStarted = true
            events.append(.callStarted(key: call.key, .init(id: call.id, name: name, isFreeform: isFreeform)))
            let early = call.early + arguments
            call.early = ""
            if !early.isEmpty { events.append(.callArguments(key: call.key, early)) }
        }
        calls[index] = call
    }

    private mutating func endCalls(into events: inout [AnswerEvent]) {
        for call in calls.values.sorted(by: { $0.key < $1.key }) where call.isStarted { events.append(.callEnded(key: call.key)) }
        calls = [:]
    }
}
