import LosslessJSON

/// Writes a reply in the dialect of Responses (https://platform.openai.com/docs/api-reference/responses/object).
struct ResponsesShape {
    let reply: Reply
    let request: BodyNode

    /// The reply in one piece.
    var document: JSONValue {
        response(status: finalStatus, output: .array(items.map { $0.finished }), usage: usage)
    }

    var items: [ResponseItem] {
        var items: [ResponseItem] = []
        if let thinking = reply.turn.thinking {
            let wantsSummary = request["reasoning"]?["summary"] != nil
            let wantsContents = request.elements("include").contains { $0.string == "reasoning.encrypted_content" }
            let contents = wantsContents ? "gAAAAAB" + identifier(reply.serial &+ 11, length: 120) : nil
            items.append(.reasoning(id: reply.id("rs_", 40), summary: wantsSummary ? thinking : nil, contents: contents))
        }
        for (index, call) in reply.turn.calls.enumerated() {
            let id = reply.id(call.isFreeform ? "ctc_" : "fc_", index + 1)
            items.append(.call(id: id, callID: reply.id("call_", index + 20), call))
        }
        if reply.turn.calls.isEmpty {
            items.append(.message(id: reply.id("msg_", 41), pieces: reply.turn.pieces, isWhole: !reply.turn.isCutShort))
        }
        return items
    }

    // MARK: The response object

    var finalStatus: String { reply.turn.isCutShort ? "incomplete" : "completed" }

    func response(status: String, output: JSONValue, usage: JSONValue) -> JSONValue {
        let isIncomplete = status == "incomplete"
        return [
            "id": .string(reply.fixedID ?? reply.id("resp_")), "object": "response", "created_at": .integer(reply.created),
            "status": .string(status), "background": false, "error": nil,
            "incomplete_details": isIncomplete ? ["reason": "max_output_tokens"] : nil,
            "instructions": echo("instructions"), "max_output_tokens": echo("max_output_tokens"), "model": .string(reply.model),
            "output": output, "parallel_tool_calls": echo("parallel_tool_calls", or: true),
            "previous_response_id": echo("previous_response_id"),
            "reasoning": [
                "effort": request["reasoning"]?["effort"].map { .raw($0.text) } ?? nil,
                "summary": request["reasoning"]?["summary"].map { .raw($0.text) } ?? nil,
            ],
            "service_tier": "default", "store": echo("store", or: true), "temperature": echo("temperature", or: .raw(Array("1.0".utf8))),
            "text": echo("text", or: ["format": ["type": "text"]]), "tool_choice": echo("tool_choice", or: "auto"),
            "tools": echo("tools", or: []), "top_p": echo("top_p", or: .raw(Array("1.0".utf8))), "truncation": "disabled",
            "usage": usage, "user": nil, "metadata": echo("metadata", or: [:]),
        ]
    }

    /// OpenAI repeats what was asked in its reply.
    private func echo(_ name: String, or other: JSONValue = nil) -> JSONValue {
        request[name].map { .raw($0.text) } ?? other
    }

    var usage: JSONValue {
        let details: (JSONValue, JSONValue) =
            reply.leavesUsageOut ? (nil, nil) : (["cached_tokens": 0], ["reasoning_tokens": 0])
        return [
            "input_tokens": .integer(reply.inputTokens), "input_tokens_details": details.0,
            "output_tokens": .integer(reply.outputTokens), "output_tokens_details": details.1,
            "total_tokens": .integer(reply.inputTokens + reply.outputTokens),
        ]
    }
}

/// One item of a response's output.
enum ResponseItem {
    case reasoning(id: String, summary: String?, contents: String?)
    case message(id: String, pieces: [String], isWhole: Bool)
    case call(id: String, callID: String, FakeTurn.ToolCall)

    var id: String {
        switch self {
        case .reasoning(let id, _, _), .message(let id, _, _), .call(let id, _, _): id
        }
    }

    /// The item when it is complete.
    var finished: JSONValue {
        switch self {
        case .reasoning(_, let summary, _):
            object(summary.map { [["type": "summary_text", "text": .string($0)]] } ?? [], status: "completed")
        case .message(_, let pieces, let isWhole):
            object([Self.textPart(pieces.joined())], status: isWhole ? "completed" : "incomplete")
        case .call(_, _, let call): object(.string(String(decoding: call.input, as: UTF8.self)), status: "completed")
        }
    }

    /// The item when it is announced.
    var started: JSONValue {
        switch self {
        case .reasoning, .message: object([], status: "in_progress")
        case .call: object("", status: "in_progress")
        }
    }

    private func object(_ contents: JSONValue, status: String) -> JSONValue {
        switch self {
        case .reasoning(let id, _, let encrypted):
            var object: JSONValue = ["id": .string(id), "type": "reasoning", "summary": contents]
            if let encrypted { object += ["encrypted_content": .string(encrypted)] }
            return object
        case .message(let id, _, _):
            return ["id": .string(id), "type": "message", "status": .string(status), "role": "assistant", "content": contents]
        case .call(let id, let callID, let call):
            let type: JSONValue = call.isFreeform ? "custom_tool_call" : "function_call"
            return [
                "id": .string(id), "type": type, "status": .string(status), "call_id": .string(callID), "name": .string(call.name),
                call.isFreeform ? "input" : "arguments": contents,
            ]
        }
    }

    static func textPart(_ text: String) -> JSONValue {
        ["type": "output_text", "text": .string(text), "annotations": [], "logprobs": []]
    }
}

/// Writes the events of a Responses stream (https://platform.openai.com/docs/api-reference/responses-streaming), numbered from 0.
struct ResponsesStream {
    private(set) var events: [[UInt8]] = []

    init(_ shape: ResponsesShape) {
        let started = shape.response(status: "in_progress", output: [], usage: nil)
        append("response.created", ["response": started])
        append("response.in_progress", ["response": started])
        for (index, item) in shape.items.enumerated() { append(item, at: index) }
        append("response.\(shape.finalStatus)", ["response": shape.document])
    }

    private mutating func append(_ type: String, _ parts: JSONValue...) {
        var event: JSONValue = ["type": .string(type), "sequence_number": .integer(events.count)]
        for part in parts { event += part }
        events.append(serverSentEvent(type, event.serialized))
    }

    private mutating func append(_ item: ResponseItem, at index: Int) {
        let output: JSONValue = ["output_index": .integer(index)]
        append("response.output_item.added", output, ["item": item.started])
        let place: JSONValue = ["item_id": .string(item.id), "output_index": .integer(index)]
        switch item {
        case .reasoning(_, let summary?, _): appendSummary(summary, place)
        case .reasoning: break
        case .message(_, let pieces, _): appendText(pieces, place)
        case .call(_, _, let call): appendInput(call, place)
        }
        append("response.output_item.done", output, ["item": item.finished])
    }

    private mutating func appendText(_ pieces: [String], _ item: JSONValue) {
        let index: JSONValue = ["content_index": 0]
        append("response.content_part.added", item, index, ["part": ResponseItem.textPart("")])
        for piece in pieces { append("response.output_text.delta", item, index, ["delta": .string(piece), "logprobs": []]) }
        append("response.output_text.done", item, index, ["text": .string(pieces.joined()), "logprobs": []])
        append("response.content_part.done", item, index, ["part": ResponseItem.textPart(pieces.joined())])
    }

    private mutating func appendSummary(_ text: String, _ item: JSONValue) {
        let index: JSONValue = ["summary_index": 0]
        append("response.reasoning_summary_part.added", item, index, ["part": ["type": "summary_text", "text": ""]])
        for half in halves(text) { append("response.reasoning_summary_text.delta", item, index, ["delta": .string(half)]) }
        append("response.reasoning_summary_text.done", item, index, ["text": .string(text)])
        append("response.reasoning_summary_part.done", item, index, ["part": ["type": "summary_text", "text": .string(text)]])
    }

    private mutating func appendInput(_ call: FakeTurn.ToolCall, _ item: JSONValue) {
        let name = call.isFreeform ? "custom_tool_call_input" : "function_call_arguments"
        let input = String(decoding: call.input, as: UTF8.self)
        for half in halves(input) { append("response.\(name).delta", item, ["delta": .string(half)]) }
        append("response.\(name).done", item, [call.isFreeform ? "input" : "arguments": .string(input)])
    }
}
