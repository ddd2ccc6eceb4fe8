internal import LosslessJSON

/// Writes the messages of Chat requests.
enum ChatPartEncoder {
    static func userMessage(_ parts: [Part], _ writing: inout RequestWriting) throws(TranslationError) -> JSONValue {
        if parts.count == 1, case .text(let text) = parts[0].kind { return ["role": "user", "content": .string(text)] }
        var content: [JSONValue] = []
        for part in parts { content += try self.content(part, &writing) }
        return ["role": "user", "content": .array(content)]
    }

    static func resultMessage(_ result: ToolResult, _ path: JSONPath, _ writing: inout RequestWriting) -> JSONValue {
        if result.isError { writing.notes.drop(path.appending("is_error"), "Chat Completions cannot say that a tool failed") }
        let texts: [JSONValue] = result.parts.compactMap {
            if case .text(let text) = $0.kind { ["type": "text", "text": .string(text)] } else { nil }
        }
        return [
            "role": "tool", "tool_call_id": .string(writing.identifiers.spelled(result.callID)),
            "content": texts.count > 1 ? .array(texts) : .string(result.text),
        ]
    }

    static func assistantMessage(_ parts: [Part], _ writing: inout RequestWriting) -> JSONValue {
        var text = ""
        var refusal = ""
        var reasoning = ""
        var calls: [JSONValue] = []
        for part in parts {
            switch part.kind {
            // Concatenated as they are: an inserted character would change code and prompt caches.
            case .text(let piece): text += piece
            case .refusal(let piece): refusal += piece
            case .reasoning(let thought): reasoning += thought.text
            case .call(let call): calls.append(self.call(call, &writing))
            case .image, .file, .audio, .result: writing.notes.drop(part.path, "an assistant's message is made of text and calls")
            }
        }
        var message = ObjectDraft("role", "assistant")
        if !reasoning.isEmpty { message.set("reasoning_content", reasoning) }
        if text.isEmpty, !calls.isEmpty || !refusal.isEmpty {
            message.set("content", writing.traits.takesNullContent ? .null : "")
        } else {
            message.set("content", text)
        }
        if !refusal.isEmpty { message.set("refusal", refusal) }
        if !calls.isEmpty { message.set("tool_calls", .array(calls)) }
        return message.json
    }

    private static func call(_ call: ToolCall, _ writing: inout RequestWriting) -> JSONValue {
        let id: JSONValue = .string(writing.identifiers.spelled(call.id))
        let name: JSONValue = .string(writing.naming.upstream(call.name))
        if call.isFreeform, writing.traits.takesFreeformTools {
            return ["id": id, "type": "custom", "custom": ["name": name, "input": .string(call.arguments)]]
        }
        return ["id": id, "type": "function", "function": ["name": name, "arguments": .string(writing.argumentsText(of: call))]]
    }

    private static func content(_ part: Part, _ writing: inout RequestWriting) throws(TranslationError) -> [JSONValue] {
        switch part.kind {
        case .text(let text), .refusal(let text): return [["type": "text", "text": .string(text)]]
        case .image(let image):
            guard let uri = image.source.uri else { throw .cannotCarry(part.path, .uploadedFile, to: .chat) }
            var object = ObjectDraft("url", .string(uri))
            object.set("detail", image.detail)
            return [["type": "image_url", "image_url": object.json]]
        case .file(let file): return try content(file, part.path, &writing)
        case .audio(let audio):
            return [["type": "input_audio", "input_audio": ["data": .string(audio.data), "format": .string(audio.format)]]]
        case .call, .result, .reasoning: return []
        }
    }

    private static func content(
        _ file: File, _ path: JSONPath, _ writing: inout RequestWriting
    ) throws(TranslationError) -> [JSONValue] {
        if file.context != nil { writing.notes.drop(path.appending("context"), "only Messages has it") }
        if file.hasCitations { writing.notes.drop(path.appending("citations"), "only Messages has it") }
        switch file.source {
        case .text(let text):
            writing.notes.change(path, "a document of plain text is sent as text")
            return [["type": "text", "text": .string(DocumentText.wrapped(text, name: file.name))]]
        case .parts(let parts):
            writing.notes.change(path, "a document of parts is sent as its parts")
            var content: [JSONValue] = []
            for part in parts { content += try self.content(part, &writing) }
            return content
        case .media(let source):
            guard let uri = source.uri else { throw .cannotCarry(path, .uploadedFile, to: .chat) }
            return [["type": "file", "file": ["filename": .string(file.spelledName), "file_data": .string(uri)]]]
        }
    }
}
