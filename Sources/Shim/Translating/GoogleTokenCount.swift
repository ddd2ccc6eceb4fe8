import LosslessJSON
import Translation

/// Google's `countTokens` in the words of Anthropic's, and the other way.
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

    /// A request of Google's whose tokens are to be counted, tools and system text included.
    ///
    /// - Parameters:
    ///   - conversation: has been translated.
    ///   - model: the provider's name for it.
    static func googleRequest(_ conversation: [UInt8], model: String) -> [UInt8] {
        // It has just been written.
        guard let document = try? JSONDocument(conversation) else { return conversation }
        var object = ObjectEdit(document.root, in: document)
        object.set("model", to: JSONValue.string("models/\(model)").serialized)
        let named = EditedText(conversation, applying: object.textEdits).bytes
        return Array(#"{"generateContentRequest":"#.utf8) + named + Array("}".utf8)
    }

    /// - Parameters:
    ///   - answer: the other vendor's.
    ///   - client: Messages or Google.
    /// - Returns: nil for an answer without a count.
    static func answer(_ answer: JSONDocument, in client: Dialect) -> [UInt8]? {
        let (theirs, ours) = client == .google ? ("input_tokens", "totalTokens") : ("totalTokens", "input_tokens")
        guard let count = answer.value(theirs, of: answer.root).flatMap({ answer.integer($0) }) else { return nil }
        return JSONValue.object([.init(ours, .integer(count))]).serialized
    }
}
