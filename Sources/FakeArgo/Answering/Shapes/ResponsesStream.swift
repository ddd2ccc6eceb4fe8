import LosslessJSON

/// Writes the events of a Responses stream (https://platform.openai.com/docs/api-reference/responses-streaming), numbered from 0.
struct ResponsesStream {
    private(set) var events: [[UInt8]] = []

    init(_ shape: ResponsesShape) {
        let started = shape.response(status: "in_progress", output: [], usage: nil)
        append("response.created", [.init("response", started)])
        append("response.in_progress", [.init("response", started)])
        for (index, item) in shape.items.enumerated() { append(item, at: index) }
        append("response.\(shape.finalStatus)", [.init("response", shape.document)])
    }

    private mutating func append(_ type: String, _ members: [JSONValue.Member]) {
        let event = JSONValue.object(
            [.init("type", .string(type)), .init("sequence_number", .integer(events.count))] + members
        )
        events.append(serverSentEvent(type, event.serialized))
    }

    private mutating func append(_ item: ResponseItem, at index: Int) {
        let output = JSONValue.Member("output_index", .integer(index))
        append("response.output_item.added", [output, .init("item", item.started)])
        let place = [JSONValue.Member("item_id", .string(item.id)), output]
        switch item {
        case .reasoning(_, let summary?, _): appendSummary(summary, place)
        case .reasoning: break
        case .message(_, let pieces, _): appendText(pieces, place)
        case .call(_, _, let call): appendInput(call, place)
        }
        append("response.output_item.done", [output, .init("item", item.finished)])
    }

    private mutating func appendText(_ pieces: [String], _ place: [JSONValue.Member]) {
        let place = place + [.init("content_index", 0)]
        append("response.content_part.added", place + [.init("part", ResponseItem.textPart(""))])
        for piece in pieces { append("response.output_text.delta", place + [.init("delta", .string(piece)), .init("logprobs", [])]) }
        append("response.output_text.done", place + [.init("text", .string(pieces.joined())), .init("logprobs", [])])
        append("response.content_part.done", place + [.init("part", ResponseItem.textPart(pieces.joined()))])
    }

    private mutating func appendSummary(_ text: String, _ place: [JSONValue.Member]) {
        let place = place + [.init("summary_index", 0)]
        append("response.reasoning_summary_part.added", place + [.init("part", ["type": "summary_text", "text": ""])])
        for half in halves(text) { append("response.reasoning_summary_text.delta", place + [.init("delta", .string(half))]) }
        append("response.reasoning_summary_text.done", place + [.init("text", .string(text))])
        append("response.reasoning_summary_part.done", place + [.init("part", ["type": "summary_text", "text": .string(text)])])
    }

    private mutating func appendInput(_ call: Turn.ToolCall, _ place: [JSONValue.Member]) {
        let name = call.isFreeform ? "custom_tool_call_input" : "function_call_arguments"
        let input = String(decoding: call.input, as: UTF8.self)
        for half in halves(input) { append("response.\(name).delta", place + [.init("delta", .string(half))]) }
        append("response.\(name).done", place + [.init(call.isFreeform ? "input" : "arguments", .string(input))])
    }
}
