import LosslessJSON

/// Google's `countTokens` in the words of Anthropic's, and back.
///
/// Source: https://ai.google.dev/api/tokens, https://docs.anthropic.com/en/api/messages-count-tokens.
enum GoogleTokenCount {
    /// What Anthropic counts; any other field of a request is refused there.
    private static let counted = ["model", "messages", "system", "tools", "tool_choice", "thinking", "output_config"]

    /// The conversation whose tokens are to be counted: the whole body, or the request in it.
    static func conversation(in body: [UInt8]) -> [UInt8] {
        // What is no JSON is for the translation to refuse.
        guard let document = try? JSONDocument(body), let request = document.value("generateContentRequest", of: document.root) else {
            return body
        }
        return Array(document.text(of: request))
    }

    /// Takes out of a request of Messages what is not counted.
    static func request(_ messages: [UInt8]) -> [UInt8] {
        // It has just been written.
        guard let document = try? JSONDocument(messages) else { return messages }
        var object = ObjectEdit(document.root, in: document)
        for member in document.members(of: document.root) {
            let name = document.name(of: member)
            if !counted.contains(name) { object.remove(name) }
        }
        return EditedText(messages, applying: object.textEdits).bytes
    }

    /// - Returns: nil for an answer without a count.
    static func answer(_ answer: JSONDocument) -> [UInt8]? {
        guard let count = answer.value("input_tokens", of: answer.root).flatMap({ answer.integer($0) }) else { return nil }
        return JSONValue.object([.init("totalTokens", .integer(count))]).serialized
    }
}
