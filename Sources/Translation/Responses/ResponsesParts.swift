internal import LosslessJSON

/// Reads the content parts of Responses requests.
enum ResponsesPartDecoder {
    static func parts(_ content: JSONReader?, notes: inout TranslationNotes) throws(TranslationError) -> [Part] {
        guard let content else { return [] }
        if let text = content.string { return [Part(.text(text), path: content.path)] }
        var parts: [Part] = []
        for element in try content.requireElements() { parts.append(try part(element, notes: &notes)) }
        return parts
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
            if let url = object.take("image_url") {
                kind = .image(Image(source: try mediaSource(url), detail: detail))
            } else {
                kind = .image(Image(source: .uploaded(try object.require("file_id").requireString()), detail: detail))
            }
        case "input_file":
            let name = try object.take("filename")?.requireString()
            let source: MediaSource
            if let data = object.take("file_data") {
                source = try mediaSource(data)
            } else if let url = object.take("file_url") {
                source = .url(try url.requireString())
            } else {
                source = .uploaded(try object.require("file_id").requireString())
            }
            kind = .file(File(source: .media(source), name: name))
        case "input_audio":
            var audio = try object.require("input_audio").requireObject()
            let format = try audio.require("format").requireString()
            kind = .audio(Audio(format: format, data: try audio.require("data").requireString()))
        case let other: throw .unknownValue(type.path, other)
        }
        notes.dropRest(of: object)
        return Part(kind, path: reader.path)
    }

    private static func mediaSource(_ reader: JSONReader) throws(TranslationError) -> MediaSource {
        guard let source = MediaSource(uri: try reader.requireString()) else {
            throw .vendorsOwn(reader.path, .dataURI)
        }
        return source
    }
}

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
