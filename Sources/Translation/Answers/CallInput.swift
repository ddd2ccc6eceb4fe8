internal import LosslessJSON

/// A call's arguments in a whole answer of a dialect that has an object in their place.
enum CallInput {
    /// - Throws: where the arguments are no JSON object. A call that the token limit cut off has an empty one: the answer's end says why.
    static func object(of call: ToolCall, in answer: Answer) throws(AnswerFault) -> [UInt8] {
        if call.isFreeform { return ObjectDraft("input", .string(call.arguments)).json.serialized }
        if let object = ArgumentsText.object(call.arguments) { return object }
        guard answer.finish == .length else {
            throw AnswerFault(
                .upstream, "The model called the tool “\(call.name.prefix(80))” with arguments that are no JSON object.", status: 502)
        }
        return Array("{}".utf8)
    }
}
