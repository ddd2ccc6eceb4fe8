internal import LosslessJSON

/// The items and parts of answers of OpenAI Responses.
enum ResponsesItems {
    static func message(id: String, status: String, content: [JSONValue]) -> JSONValue {
        ["id": .string(id), "type": "message", "status": .string(status), "role": "assistant", "content": .array(content)]
    }

    static func textPart(_ text: String, annotations: [JSONValue] = []) -> JSONValue {
        ["type": "output_text", "text": .string(text), "annotations": .array(annotations), "logprobs": []]
    }

    static func refusalPart(_ text: String) -> JSONValue { ["type": "refusal", "refusal": .string(text)] }
    static func summaryPart(_ text: String) -> JSONValue { ["type": "summary_text", "text": .string(text)] }

    static func reasoning(id: String, text: String, signature: Signature?) -> JSONValue {
        var item = ObjectDraft("id", .string(id))
        item.set("type", "reasoning")
        item.set("summary", text.isEmpty ? [] : [summaryPart(text)])
        item.set("encrypted_content", signature?.spelled(in: .responses))
        return item.json
    }

    static func call(id: String, status: String, _ call: ToolCall, _ context: AnswerContext) -> JSONValue {
        let isFreeform = call.isFreeform
        let namespaced = context.namespacedTools[call.name]
        var item = ObjectDraft("id", .string(id))
        item.set("type", isFreeform ? "custom_tool_call" : "function_call")
        item.set("status", status)
        item.set("call_id", call.id)
        item.set("name", namespaced?.name ?? call.name)
        item.set("namespace", namespaced?.namespace)
        item.set(isFreeform ? "input" : "arguments", call.arguments)
        return item.json
    }

    /// The object that the first and the last events have, and that a whole answer is.
    static func response(
        _ identity: AnswerIdentity, status: String, output: [JSONValue], usage: Usage? = nil, incompleteReason: String? = nil,
        fault: AnswerFault? = nil
    ) -> JSONValue {
        let error: JSONValue? = fault.map { ["code": .string($0.kind.responsesCode), "message": .string($0.message)] }
        return [
            "id": .string(identity.id("resp_")), "object": "response", "created_at": .integer(identity.time), "status": .string(status),
            "error": error ?? .null, "incomplete_details": incompleteReason.map { ["reason": .string($0)] } ?? .null,
            "instructions": nil, "metadata": [:], "model": .string(identity.context.model), "output": .array(output),
            "parallel_tool_calls": true, "previous_response_id": nil, "store": false, "temperature": nil, "tool_choice": "auto",
            "tools": [], "top_p": nil, "truncation": "disabled", "usage": usage?.responsesObject ?? .null,
        ]
    }
}
