internal import LosslessJSON

/// What every request encoder works with.
struct RequestWriting {
    let conversation: Conversation
    let traits: ModelTraits
    var naming: ToolNaming
    var identifiers: CallIdentifiers
    var notes: TranslationNotes
    let limits: TranslationLimits
    /// A tool that was added so that the answer gets the form that was asked for.
    var formatTool: String?
    /// Whether the form is only a member of what it is called with.
    var wrapsFormat = false

    /// A call's arguments where the dialect has an object in their place.
    func argumentsObject(of call: ToolCall, at path: JSONPath) throws(TranslationError) -> JSONValue {
        if call.isFreeform { return .object([.init("input", .string(call.arguments))]) }
        guard let object = ArgumentsText.object(call.arguments) else { throw .malformedArguments(path, tool: call.name) }
        return .raw(object)
    }

    /// A call's arguments where the dialect has a text.
    func argumentsText(of call: ToolCall) -> String {
        guard call.isFreeform else { return call.arguments.isEmpty ? "{}" : call.arguments }
        return String(decoding: JSONValue.object([.init("input", .string(call.arguments))]).serialized, as: UTF8.self)
    }
}
