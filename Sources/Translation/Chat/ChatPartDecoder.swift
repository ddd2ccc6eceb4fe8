internal import LosslessJSON

/// Reads the content parts of Chat requests.
enum ChatPartDecoder {
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
        case "text": kind = .text(try object.require("text").requireString())
        case "refusal": kind = .refusal(try object.require("refusal").requireString())
        case "image_url":
            let field = try object.require("image_url")
            if field.isString {
                kind = .image(Image(source: try mediaSource(field)))
            } else {
                var image = try field.requireObject()
                let source = try mediaSource(try image.require("url"))
                kind = .image(Image(source: source, detail: try image.take("detail")?.requireString()))
            }
        case "input_audio":
            var audio = try object.require("input_audio").requireObject()
            let format = try audio.require("format").requireString()
            kind = .audio(Audio(format: format, data: try audio.require("data").requireString()))
        case "file":
            var file = try object.require("file").requireObject()
            let name = try file.take("filename")?.requireString()
            if let data = file.take("file_data") {
                kind = .file(File(source: .media(try mediaSource(data)), name: name))
            } else {
                kind = .file(File(source: .media(.uploaded(try file.require("file_id").requireString())), name: name))
            }
        case let other: throw .unknownValue(type.path, other)
        }
        let cache = cacheMark(&object)
        notes.dropRest(of: object)
        return Part(kind, cache: cache, path: reader.path)
    }

    static func mediaSource(_ reader: JSONReader) throws(TranslationError) -> MediaSource {
        guard let source = MediaSource(uri: try reader.requireString()) else { throw .vendorsOwn(reader.path, .dataURI) }
        return source
    }

    static func assistantParts(
        _ message: inout ObjectReader, path: JSONPath, notes: inout TranslationNotes
    ) throws(TranslationError) -> [Part] {
        var parts: [Part] = []
        // vLLM calls it `reasoning` in its newer versions.
        let reasoning = message.take("reasoning_content", or: "reasoning")
        let signature = try message.take("reasoning_signature")?.requireString()
        if reasoning != nil || signature != nil {
            let text = reasoning?.string ?? ""
            let read = signature.map { Signature.read($0, in: .chat, .thought) }
            parts.append(Part(.reasoning(ReasoningText(text: text, signature: read)), path: reasoning?.path ?? path))
        }
        for part in try self.parts(message.take("content"), notes: &notes) {
            // Beside calls many clients send an empty text.
            if case .text("") = part.kind { continue }
            parts.append(part)
        }
        if let refusal = message.take("refusal") { parts.append(Part(.refusal(try refusal.requireString()), path: refusal.path)) }
        for call in try message.take("tool_calls")?.requireElements() ?? [] { parts.append(try toolCall(call)) }
        if let field = message.take("function_call") { throw .vendorsOwn(field.path, .legacyFunctions) }
        return parts
    }

    private static func toolCall(_ reader: JSONReader) throws(TranslationError) -> Part {
        var call = try reader.requireObject()
        let signed = SignedCallID(try call.require("id").requireString())
        let type = call.take("type")
        switch try type?.requireString() ?? "function" {
        case "function":
            var function = try call.require("function").requireObject()
            let toolCall = ToolCall(
                id: signed.id, name: try function.require("name").requireString(),
                arguments: try function.take("arguments")?.requireString() ?? "", signature: signed.signature
            )
            return Part(.call(toolCall), path: reader.path)
        case "custom":
            var custom = try call.require("custom").requireObject()
            let toolCall = ToolCall(
                id: signed.id, name: try custom.require("name").requireString(),
                arguments: try custom.take("input")?.requireString() ?? "", isFreeform: true, signature: signed.signature
            )
            return Part(.call(toolCall), path: reader.path)
        case let other: throw .unknownValue(type?.path ?? reader.path, other)
        }
    }
}
