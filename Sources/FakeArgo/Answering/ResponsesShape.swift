import LosslessJSON

/// Writes a reply in the dialect of Responses (https://platform.openai.com/docs/api-reference/responses/object).
struct ResponsesShape {
    let reply: Reply
    let request: BodyNode

    /// The reply in one piece.
    var document: JSONValue {
        response(status: finalStatus, output: .array(items.map { $0.finished }), usage: usage)
    }

    /// What the reply consists of, in its order.
    var items: [ResponseItem] {
        var items: [ResponseItem] = []
        if let thinking = reply.turn.thinking { items.append(reasoning(thinking)) }
        for (index, call) in reply.turn.calls.enumerated() { items.append(item(call, index)) }
        if reply.turn.calls.isEmpty { items.append(message) }
        return items
    }

    private func reasoning(_ thinking: String) -> ResponseItem {
        let id = reply.id("rs_", 40)
        let wantsContents = request.elements("include").contains { $0.string == "reasoning.encrypted_content" }
        func item(_ summary: JSONValue) -> JSONValue {
            var item: JSONValue = ["id": .string(id), "type": "reasoning", "summary": summary]
            if wantsContents { item += ["encrypted_content": .string("gAAAAAB" + identifier(reply.serial &+ 11, length: 120))] }
            return item
        }
        func part(_ text: String) -> JSONValue { ["type": "summary_text", "text": .string(text)] }
        guard request["reasoning"]?["summary"] != nil else { return ResponseItem(id: id, started: item([]), finished: item([])) }
        var added = ResponseItem(id: id, started: item([]), finished: item([part(thinking)]))
        added.tell("reasoning_summary_part.added", ["summary_index": 0, "part": part("")])
        for half in halves(thinking) { added.tell("reasoning_summary_text.delta", ["summary_index": 0, "delta": .string(half)]) }
        added.tell("reasoning_summary_text.done", ["summary_index": 0, "text": .string(thinking)])
        added.tell("reasoning_summary_part.done", ["summary_index": 0, "part": part(thinking)])
        return added
    }

    private var message: ResponseItem {
        let id = reply.id("msg_", 41)
        func item(_ status: JSONValue, _ content: JSONValue) -> JSONValue {
            ["id": .string(id), "type": "message", "status": status, "role": "assistant", "content": content]
        }
        func part(_ text: String) -> JSONValue { ["type": "output_text", "text": .string(text), "annotations": [], "logprobs": []] }
        let text = reply.turn.text
        var added = ResponseItem(
            id: id, started: item("in_progress", []), finished: item(reply.turn.isCutShort ? "incomplete" : "completed", [part(text)]))
        added.tell("content_part.added", ["content_index": 0, "part": part("")])
        for piece in reply.turn.pieces {
            added.tell("output_text.delta", ["content_index": 0, "delta": .string(piece), "logprobs": []])
        }
        added.tell("output_text.done", ["content_index": 0, "text": .string(text), "logprobs": []])
        added.tell("content_part.done", ["content_index": 0, "part": part(text)])
        return added
    }

    private func item(_ call: OfferedTool, _ index: Int) -> ResponseItem {
        let id = reply.id(call.isFreeform ? "ctc_" : "fc_", index + 1)
        let (type, field) = call.isFreeform ? ("custom_tool_call", "input") : ("function_call", "arguments")
        func item(_ status: JSONValue, _ input: String) -> JSONValue {
            [
                "id": .string(id), "type": .string(type), "status": status, "call_id": .string(reply.id("call_", index + 20)),
                "name": .string(call.name), field: .string(input),
            ]
        }
        let input = String(decoding: call.arguments, as: UTF8.self)
        let event = type + "_" + field
        var added = ResponseItem(id: id, started: item("in_progress", ""), finished: item("completed", input))
        for half in halves(input) { added.tell(event + ".delta", ["delta": .string(half)]) }
        added.tell(event + ".done", [field: .string(input)])
        return added
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

/// One item of a response's output: when it is announced, when it is complete, and what is told of it in between.
struct ResponseItem {
    let id: String
    let started: JSONValue
    let finished: JSONValue
    private(set) var events: [(type: String, members: JSONValue)] = []

    mutating func tell(_ type: String, _ members: JSONValue) { events.append((type, members)) }
}

/// Writes the events of a Responses stream (https://platform.openai.com/docs/api-reference/responses-streaming), numbered from 0.
struct ResponsesStream {
    private(set) var events: [[UInt8]] = []

    init(_ shape: ResponsesShape) {
        let started = shape.response(status: "in_progress", output: [], usage: nil)
        append("created", ["response": started])
        append("in_progress", ["response": started])
        for (index, item) in shape.items.enumerated() {
            append("output_item.added", ["output_index": .integer(index), "item": item.started])
            for event in item.events {
                append(event.type, ["item_id": .string(item.id), "output_index": .integer(index)], event.members)
            }
            append("output_item.done", ["output_index": .integer(index), "item": item.finished])
        }
        append(shape.finalStatus, ["response": shape.document])
    }

    private mutating func append(_ type: String, _ parts: JSONValue...) {
        let type = "response." + type
        var event: JSONValue = ["type": .string(type), "sequence_number": .integer(events.count)]
        for part in parts { event += part }
        events.append(serverSentEvent(type, event.serialized))
    }
}
