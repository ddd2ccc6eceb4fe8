internal import LosslessJSON

/// Writes the parts and items of Responses requests.
enum ResponsesPartEncoder {
    /// A call or a thought.
    static func item(_ part: Part, _ writing: inout RequestWriting) -> JSONValue? {
        switch part.kind {
        case .call(let call):
            let id: JSONValue = .string(writing.identifiers.spelled(call.id))
            let name: JSONValue = .string(writing.naming.upstream(call.name))
            if call.isFreeform, writing.traits.takesFreeformTools {
                return ["type": "custom_tool_call", "call_id": id, "name": name, "input": .string(call.arguments)]
            }
            return ["type": "function_call", "call_id": id, "name": name, "arguments": .string(writing.argumentsText(of: call))]
        case .reasoning(let thought):
            guard let signature = thought.signature else { return nil }
            var item = ObjectDraft("type", "reasoning")
            item.set("id", signature.id)
            item.set("summary", thought.text.isEmpty ? [] : [["type": "summary_text", "text": .string(thought.text)]])
            item.set("encrypted_content", signature.value)
            return item.json
        default: return nil
        }
    }

    static func content(_ part: Part, _ writing: inout RequestWriting) throws(TranslationError) -> [JSONValue] {
        switch part.kind {
        case .text(let text), .refusal(let text): return [["type": "input_text", "text": .string(text)]]
        case .image(let image):
            guard let uri = image.source.uri else { throw .cannotCarry(part.path, .uploadedFile, to: .responses) }
            return [["type": "input_image", "image_url": .string(uri), "detail": .string(image.detail ?? "auto")]]
        case .file(let file): return try content(file, part.path, &writing)
        case .audio: throw .cannotCarry(part.path, .audio, to: .responses)
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
            return [["type": "input_text", "text": .string(DocumentText.wrapped(text, name: file.name))]]
        case .parts(let parts):
            writing.notes.change(path, "a document of parts is sent as its parts")
            var content: [JSONValue] = []
            for part in parts { content += try self.content(part, &writing) }
            return content
        case .media(.url(let url)):
            return [["type": "input_file", "file_url": .string(url)]]
        case .media(let source):
            guard let uri = source.uri else { throw .cannotCarry(path, .uploadedFile, to: .responses) }
            return [["type": "input_file", "filename": .string(file.spelledName), "file_data": .string(uri)]]
        }
    }
}
