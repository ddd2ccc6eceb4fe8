internal import LosslessJSON

/// Writes a whole answer of OpenAI Responses.
enum ResponsesAnswerEncoder {
    static func body(_ answer: Answer, _ identity: AnswerIdentity) -> JSONValue {
        var identifiers = IdentifierGenerator(seed: identity.seed)
        var output: [JSONValue] = []
        var content: [JSONValue] = []
        for piece in answer.pieces {
            switch piece {
            case .text(let text, let citations):
                content.append(ResponsesItems.textPart(text, annotations: citations.map(\.responsesAnnotation)))
                continue
            case .refusal(let text):
                content.append(ResponsesItems.refusalPart(text))
                continue
            case .reasoning, .call: flush(&content, &identifiers, into: &output)
            }
            if case .reasoning(let thought) = piece {
                output.append(ResponsesItems.reasoning(id: identifiers.next("rs_"), text: thought.text, signature: thought.signature))
            } else if case .call(let call) = piece {
                if let signature = call.signature {
                    output.append(ResponsesItems.reasoning(id: identifiers.next("rs_"), text: "", signature: signature))
                }
                let id = identifiers.next(call.isFreeform ? "ctc_" : "fc_")
                output.append(ResponsesItems.call(id: id, status: "completed", call, identity.context))
            }
        }
        flush(&content, &identifiers, into: &output)
        let reason = answer.finish.incompleteReason
        return ResponsesItems.response(
            identity, status: reason == nil ? "completed" : "incomplete", output: output, usage: answer.usage, incompleteReason: reason
        )
    }

    private static func flush(_ content: inout [JSONValue], _ identifiers: inout IdentifierGenerator, into output: inout [JSONValue]) {
        guard !content.isEmpty else { return }
        output.append(ResponsesItems.message(id: identifiers.next("msg_"), status: "completed", content: content))
        content = []
    }
}
