internal import LosslessJSON

/// Reads the content parts of Responses requests.
enum ResponsesPartDecoder {
    static func parts(_ content: JSONReader?, notes: inout TranslationNotes) throws(TranslationError) -> [Part] {
        try Part.all(in: content, notes: &notes, by: part)
    }

    private static func part(_ reader: JSONReader, notes: inout TranslationNotes) throws(TranslationError) -> Part {
        var object = try reader.requireObject()
        let type = try object.require("type")
        let kind: Part.Kind
        switch try type.requireString() {
        case "input_text", "output_text", "text":
            kind = .text(try object.require("text").requireString())
            if let annotations = object.take("annotations"), annotations.elements?.isEmpty == false {
                notes.drop(annotations.path, "the citations of earlier answers are not sent back")
            }
            _ = object.take("logprobs")
        case "refusal": kind = .refusal(try object.require("refusal").requireString())
        case "input_image":
            let detail = try object.take("detail")?.requireString()
            let url = object.take("image_url")
            let source = if let url { try MediaSource(url) } else { MediaSource.uploaded(try object.require("file_id").requireString()) }
            kind = .image(Image(source: source, detail: detail))
        case "input_file":
            let name = try object.take("filename")?.requireString()
            let source: MediaSource
            if let data = object.take("file_data") {
                source = try MediaSource(data)
            } else if let url = object.take("file_url") {
                source = .url(try url.requireString())
            } else {
                source = .uploaded(try object.require("file_id").requireString())
            }
            kind = .file(File(source: .media(source), name: name))
        case "input_audio": kind = .audio(try Audio(object.require("input_audio")))
        case let other: throw .unknownValue(type.path, other)
        }
        notes.dropRest(of: object)
        return Part(kind, path: reader.path)
    }
}

/// Writes the parts and items of Responses requests.
enum ResponsesPartEncoder {
    /// A call or a thought.
    static func item(_ part: Part, _ writing: inout RequestWriting) -> JSONValue? {
        switch part.kind {
        case .call(let call):
            let id: JSONValue = .string(CallIdentifiers.spelled(call.id, in: .responses))
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

    static func content(_ parts: [Part], _ writing: inout RequestWriting) throws(TranslationError) -> [JSONValue] {
        try parts.joinedMap { part throws(TranslationError) in try content(part, &writing) }
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
        writing.dropContext(of: file, at: path)
        if let parts = writing.parts(ofDocument: file, at: path) { return try content(parts, &writing) }
        if case .media(.url(let url)) = file.source { return [["type": "input_file", "file_url": .string(url)]] }
        guard case .media(let source) = file.source, let uri = source.uri else { throw .cannotCarry(path, .uploadedFile, to: .responses) }
        return [["type": "input_file", "filename": .string(file.spelledName), "file_data": .string(uri)]]
    }
}
