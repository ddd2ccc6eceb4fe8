/// Reads a stream of OpenAI Responses.
struct ResponsesStreamDecoder: StreamDecoder {
    private struct Item: Sendable {
        let key: Int
        /// Whether a delta has told something of it; the events that repeat the whole are of no use then.
        var isTold = false
        var isCall = false
    }

    private let limits: TranslationLimits
    /// By the item's id, or its place where it has none.
    private var items: [String: Item] = [:]
    private var keys = 0
    private var isStarted = false
    private var isOver = false

    init(limits: TranslationLimits) {
        self.limits = limits
    }

    mutating func decode(_ event: StreamEvent) -> [AnswerEvent] {
        // Some servers close with the mark of Chat.
        guard !isOver, !event.data.isEmpty, !event.isDone else { return [] }
        guard let reader = Self.reader(event) else { return [Self.unreadable] }
        let type = reader.string("type") ?? event.name
        switch type {
        case "response.created", "response.in_progress", "response.queued":
            guard !isStarted, reader.value("response") != nil else { return [] }
            isStarted = true
            return [.started]
        case "response.output_item.added": return reader.value("item").map { add($0, reader) } ?? []
        case "response.output_item.done": return reader.value("item").map { end($0, reader) } ?? []
        case "response.completed", "response.incomplete", "response.failed", "response.cancelled":
            isOver = true
            return end(reader.value("response"), type)
        // Gateways tell an error in the middle as they do before it, and OpenAI's SDKs know that.
        case "error",
            "" where reader.value("error") != nil:
            isOver = true
            return [.failed(FaultTranslation.fault(in: reader) ?? APIFault(.serverError, "The upstream failed."))]
        default:
            return delta(reader, type)
        }
    }

    mutating func end() -> [AnswerEvent] { [] }

    // MARK: Deltas

    private mutating func delta(_ reader: JSONReader, _ type: String) -> [AnswerEvent] {
        let text = reader.string("delta") ?? ""
        switch type {
        case "response.output_text.delta": return told(reader) { _ in [.text(text)] }
        case "response.refusal.delta": return told(reader) { _ in [.refusal(text)] }
        case "response.reasoning_summary_text.delta", "response.reasoning_text.delta": return told(reader) { _ in [.reasoning(text)] }
        case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta":
            return told(reader) { item in [.callArguments(key: item.key, text)] }
        case "response.function_call_arguments.done": return whole(reader, "arguments")
        case "response.custom_tool_call_input.done": return whole(reader, "input")
        case "response.reasoning_summary_part.added":
            return (reader.integer("summary_index") ?? 0) > 0 ? [.reasoning("\n\n")] : []
        case "response.output_text.annotation.added":
            return reader.value("annotation").flatMap { Citation(annotation: $0) }.map { [.citation($0)] } ?? []
        default: return []
        }
    }

    private mutating func told(_ reader: JSONReader, _ events: (Item) -> [AnswerEvent]) -> [AnswerEvent] {
        guard var item = item(reader.string("item_id"), reader) else { return [Self.tooManyCalls] }
        item.isTold = true
        items[name(reader.string("item_id"), reader)] = item
        return events(item)
    }

    /// The arguments as a whole, where no delta told them.
    private mutating func whole(_ reader: JSONReader, _ field: String) -> [AnswerEvent] {
        guard let item = items[name(reader.string("item_id"), reader)], !item.isTold, let text = reader.string(field) else { return [] }
        return told(reader) { item in [.callArguments(key: item.key, text)] }
    }

    // MARK: Items

    private func name(_ id: String?, _ reader: JSONReader) -> String {
        // Vendors that encrypt their ids give another one with each event; the place is the same.
        // A place below 0 is no place: some translators give it to every item.
        reader.integer("output_index").flatMap { $0 < 0 ? nil : "#\($0)" } ?? id ?? ""
    }

    /// The item that an event is of, a new one where it is the first; nil where there are too many.
    private mutating func item(_ id: String?, _ reader: JSONReader) -> Item? {
        let name = name(id, reader)
        if let item = items[name] { return item }
        guard items.count < 2 * limits.parallelCalls else { return nil }
        let item = Item(key: keys)
        keys += 1
        items[name] = item
        return item
    }

    private mutating func add(_ object: JSONReader, _ reader: JSONReader) -> [AnswerEvent] {
        guard var item = item(object.string("id"), reader) else { return [Self.tooManyCalls] }
        guard !item.isCall, let call = ToolCall(responses: object) else { return [] }
        item.isCall = true
        items[name(object.string("id"), reader)] = item
        return [.callStarted(key: item.key, call)]
    }

    private mutating func end(_ object: JSONReader, _ reader: JSONReader) -> [AnswerEvent] {
        var events = add(object, reader)
        guard let item = item(object.string("id"), reader) else { return events }
        // What is over is forgotten, so that a long answer does not fill the table.
        items[name(object.string("id"), reader)] = nil
        switch object.string("type") {
        case "message":
            if !item.isTold { events += object.list("content").flatMap(ResponsesAnswerDecoder.events(ofPart:)) }
        case "reasoning":
            let texts = object.list("summary").compactMap { $0.string("text") }
            if !item.isTold { events.append(.reasoning(texts.joined(separator: "\n\n"))) }
            events.append(.reasoningEnded(ResponsesAnswerDecoder.signature(of: object)))
        case "function_call", "custom_tool_call":
            let arguments = object.string("arguments") ?? object.string("input")
            if !item.isTold, let arguments { events.append(.callArguments(key: item.key, arguments)) }
            events.append(.callEnded(key: item.key))
        default: break
        }
        return events
    }

    private func end(_ response: JSONReader?, _ type: String) -> [AnswerEvent] {
        guard let response else { return [.failed(APIFault(.serverError, "The upstream ended its answer without a status."))] }
        let usage = response.value("usage").map { [AnswerEvent.usage(Usage(responses: $0))] } ?? []
        switch type {
        case "response.completed": return usage + [.finished(.stop)]
        case "response.incomplete":
            let reason = response.value("incomplete_details")?.string("reason")
            return usage + [.finished(reason == "content_filter" ? .filtered : .length)]
        default:
            return [.failed(FaultTranslation.fault(in: response) ?? APIFault(.serverError, "The upstream's answer failed."))]
        }
    }
}
