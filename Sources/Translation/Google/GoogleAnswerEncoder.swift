internal import LosslessJSON

/// Writes a whole answer of Google GenAI.
enum GoogleAnswerEncoder {
    /// - Throws: where the arguments of a call are no JSON object, and not because the answer was cut off.
    static func body(_ answer: Answer, _ identity: AnswerIdentity) throws(AnswerFault) -> JSONValue {
        var parts: [JSONValue] = []
        var citations: [Citation] = []
        for piece in answer.pieces {
            switch piece {
            case .text(let text, let cited):
                parts.append(GoogleAnswerParts.text(text))
                citations += cited
            case .refusal(let text): parts.append(GoogleAnswerParts.text(text))
            case .reasoning(let thought):
                if !thought.text.isEmpty { parts.append(GoogleAnswerParts.thought(thought.text)) }
                if let signature = thought.signature { parts.append(GoogleAnswerParts.signature(signature)) }
            case .call(let call):
                parts.append(GoogleAnswerParts.call(call, arguments: try CallInput.object(of: call, in: answer)))
            }
        }
        return GoogleAnswerParts.response(identity, parts: parts, finish: answer.finish, usage: answer.usage, citations: citations)
    }
}
