internal import LosslessJSON

/// Writes a whole answer of OpenAI Chat Completions.
enum ChatAnswerEncoder {
    static func body(_ answer: Answer, _ identity: AnswerIdentity) -> JSONValue {
        var text = ""
        var refusal = ""
        var reasoning = ""
        var signature: Signature?
        var annotations: [JSONValue] = []
        var calls: [JSONValue] = []
        for piece in answer.pieces {
            switch piece {
            case .text(let piece, let citations):
                text += piece
                annotations += citations.map(\.chatAnnotation)
            case .refusal(let piece): refusal += piece
            case .reasoning(let thought):
                reasoning += thought.text
                // A message has one `reasoning_content`, so that it can carry one signature.
                if !thought.text.isEmpty { signature = signature ?? thought.signature }
            case .call(let call): calls.append(self.call(call))
            }
        }
        var message = ObjectDraft("role", "assistant")
        message.set("content", text.isEmpty && (!calls.isEmpty || !refusal.isEmpty) ? .null : .string(text))
        message.set("refusal", refusal.isEmpty ? .null : .string(refusal))
        if !reasoning.isEmpty { message.set("reasoning_content", reasoning) }
        message.set("reasoning_signature", signature?.spelled(in: .chat))
        if !annotations.isEmpty { message.set("annotations", .array(annotations)) }
        if !calls.isEmpty { message.set("tool_calls", .array(calls)) }
        let choice: JSONValue = [
            "index": 0, "message": message.json, "logprobs": nil, "finish_reason": .string(answer.finish.chatReason),
        ]
        return [
            "id": .string(identity.id("chatcmpl-")), "object": "chat.completion", "created": .integer(identity.time),
            "model": .string(identity.context.model), "choices": [choice], "usage": answer.usage.chatObject,
        ]
    }

    private static func call(_ call: ToolCall) -> JSONValue {
        let id: JSONValue = .string(SignedCallID(id: call.id, signature: call.signature).text)
        let name: JSONValue = .string(call.name)
        if call.isFreeform { return ["id": id, "type": "custom", "custom": ["name": name, "input": .string(call.arguments)]] }
        return ["id": id, "type": "function", "function": ["name": name, "arguments": .string(call.arguments)]]
    }
}
