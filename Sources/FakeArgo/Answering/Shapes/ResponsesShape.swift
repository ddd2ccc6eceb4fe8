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
            let wantsContents = (request["include"]?.elements ?? []).contains { $0.string == "reasoning.encrypted_content" }
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
