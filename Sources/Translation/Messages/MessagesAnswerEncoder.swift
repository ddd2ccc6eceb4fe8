internal import LosslessJSON

/// Writes a whole answer of Anthropic Messages.
enum MessagesAnswerEncoder {
    /// - Throws: where the arguments of a call are no JSON object, and not because the answer was cut off.
    static func body(_ answer: Answer, _ identity: AnswerIdentity) throws(AnswerFault) -> JSONValue {
        var content: [JSONValue] = []
        var isRefused = false
        for piece in answer.pieces {
            switch piece {
            case .text(let text, let citations):
                var block: ObjectDraft = .init("type", "text")
                block.set("text", text)
                if !citations.isEmpty { block.set("citations", .array(citations.map(\.messagesObject))) }
                content.append(block.json)
            case .refusal(let text):
                isRefused = true
                content.append(["type": "text", "text": .string(text)])
            case .reasoning(let thought):
                content.append(block(thought, identity))
            case .call(let call):
                if let signature = call.signature { content.append(redacted(signature)) }
                content.append(
                    [
                        "type": "tool_use", "id": .string(CallIdentifiers(for: .messages).spelled(call.id)), "name": .string(call.name),
                        "input": .raw(try CallInput.object(of: call, in: answer)),
                    ]
                )
            }
        }
        let reason = isRefused && answer.finish == .stop ? Finish.filtered : answer.finish
        return [
            "id": .string(identity.id("msg_")), "type": "message", "role": "assistant", "model": .string(identity.context.model),
            "content": .array(content), "stop_reason": .string(reason.messagesReason),
            "stop_sequence": answer.finish.stopSequence.map { .string($0) } ?? nil, "usage": answer.usage.messagesMembers,
        ]
    }

    private static func block(_ thought: ReasoningText, _ identity: AnswerIdentity) -> JSONValue {
        if thought.text.isEmpty, let signature = thought.signature { return redacted(signature) }
        let signature = MessagesSignature.spelled(thought.signature, from: identity.upstream)
        return ["type": "thinking", "thinking": .string(thought.text), "signature": .string(signature)]
    }

    private static func redacted(_ signature: Signature) -> JSONValue {
        ["type": "redacted_thinking", "data": .string(signature.spelled(in: .messages))]
    }
}
