import LosslessJSON

/// OpenAI's Completions, which Argo does not have, in the words of Chat Completions, and back.
///
/// Source: https://platform.openai.com/docs/api-reference/completions.
enum LegacyCompletion {
    /// What has no counterpart in a conversation, and only tunes the answer.
    private static let dropped = ["best_of", "logprobs", "n"]

    /// - Parameter document: a request of Completions; nil for a body that is no JSON object.
    /// - Returns: the same of Chat Completions, the prompt as what the user says, every other member as it was; and what was left out.
    /// - Throws: what the client is told about a body that is no such request, or whose meaning a conversation cannot carry.
    static func request(_ document: JSONDocument?) throws(ErrorResponse) -> (body: [UInt8], notes: [String]) {
        guard let document else { throw ErrorResponse(400, "The body is not a JSON object.") }
        let prompt = try prompt(in: document)
        if let suffix = document.value("suffix", of: document.root).flatMap(document.string), !suffix.isEmpty {
            throw refusal("suffix", "A chat model does not fill gaps in a text.")
        }
        if document.value("echo", of: document.root)?.kind == .true {
            throw refusal("echo", "A chat model does not repeat the prompt.")
        }
        var object = ObjectEdit(document.root, in: document)
        var notes: [String] = []
        for name in ["prompt", "suffix", "echo"] { object.remove(name) }
        for name in dropped {
            guard let node = document.value(name, of: document.root) else { continue }
            object.remove(name)
            // What asks for no more than there is anyway.
            let isPlain = node.kind == .null || name != "logprobs" && document.integer(node) == 1
            if !isPlain { notes.append("\(name) dropped: a chat request has no such field") }
        }
        let messages: JSONValue = [["role": "user", "content": .raw(Array(document.text(of: prompt)))]]
        object.set("messages", to: messages.serialized)
        return (EditedText(document.bytes, applying: object.textEdits).bytes, notes)
    }

    /// The one text to go on from.
    private static func prompt(in document: JSONDocument) throws(ErrorResponse) -> JSONNode {
        guard let prompt = document.value("prompt", of: document.root), prompt.kind != .null else {
            throw refusal("prompt", "It is required, but missing.")
        }
        if prompt.kind == .string { return prompt }
        let elements = document.elements(of: prompt)
        guard elements.count == 1, elements[0].kind == .string else {
            throw refusal("prompt", "It must be one text; tokens and several prompts are not supported.")
        }
        return elements[0]
    }

    private static func refusal(_ name: String, _ reason: String) -> ErrorResponse {
        ErrorResponse(
            400, "argo-shim sends this as a chat request, because its model has no route for completions. \(name): \(reason)",
            parameter: name)
    }

    /// - Parameter answer: of Chat Completions.
    /// - Returns: the same of Completions.
    static func answer(_ answer: [UInt8]) -> [UInt8] {
        // It has just been written.
        guard let document = try? JSONDocument(answer) else { return answer }
        let choices = document.elements("choices", of: document.root).map { choice in
            completionChoice(choice, text: text(of: document.value("message", of: choice), in: document), in: document)
        }
        return completion(document, choices)
    }

    /// - Parameter chunk: an event's data in a stream of Chat Completions.
    /// - Returns: the same of Completions; nil for one that holds nothing for its reader.
    static func chunk(_ chunk: [UInt8]) -> [UInt8]? {
        // `[DONE]` and errors are the same in both.
        guard let document = try? JSONDocument(chunk), document.value("choices", of: document.root) != nil else { return chunk }
        let all = document.elements("choices", of: document.root)
        var told: [JSONValue] = []
        for choice in all {
            let text = text(of: document.value("delta", of: choice), in: document)
            let isEnd = document.value("finish_reason", of: choice).map { $0.kind != .null } ?? false
            if isEnd || !text.isEmpty { told.append(completionChoice(choice, text: text, in: document)) }
        }
        return told.isEmpty && !all.isEmpty ? nil : completion(document, told)
    }

    private static func text(of message: JSONNode?, in document: JSONDocument) -> String {
        guard let message else { return "" }
        return ["content", "refusal"].reduce("") { text, name in
            text + (document.value(name, of: message).flatMap(document.string) ?? "")
        }
    }

    private static func completionChoice(_ choice: JSONNode, text: String, in document: JSONDocument) -> JSONValue {
        let reason = document.value("finish_reason", of: choice).flatMap(document.string)
        // There are no tools to be called.
        let known = reason == "tool_calls" ? "stop" : reason
        return ["text": .string(text), "index": 0, "logprobs": nil, "finish_reason": known.map { .string($0) } ?? nil]
    }

    private static func completion(_ document: JSONDocument, _ choices: [JSONValue]) -> [UInt8] {
        var members: [JSONValue.Member] = []
        for member in document.members(of: document.root) {
            let name = document.name(of: member)
            let value: JSONValue =
                switch name {
                case "id": .string((document.string(member.value) ?? "").replacing("chatcmpl-", with: "cmpl-"))
                case "object": "text_completion"
                case "choices": .array(choices)
                default: .raw(Array(document.text(of: member.value)))
                }
            members.append(.init(name, value))
        }
        return JSONValue.object(members).serialized
    }
}
