internal import LosslessJSON

/// Reads the content parts of Chat requests.
enum ChatPartDecoder {
    static func parts(_ content: JSONReader?, notes: inout TranslationNotes) throws(TranslationError) -> [Part] {
        try Part.all(in: content, notes: &notes, by: part)
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
                kind = .image(Image(source: try MediaSource(field)))
            } else {
                var image = try field.requireObject()
                let source = try MediaSource(image.require("url"))
                kind = .image(Image(source: source, detail: try image.take("detail")?.requireString()))
            }
        case "input_audio": kind = .audio(try Audio(object.require("input_audio")))
        case "file":
            var file = try object.require("file").requireObject()
            let name = try file.take("filename")?.requireString()
            let data = file.take("file_data")
            let source = if let data { try MediaSource(data) } else { MediaSource.uploaded(try file.require("file_id").requireString()) }
            kind = .file(File(source: .media(source), name: name))
        case let other: throw .unknownValue(type.path, other)
        }
        let cache = cacheMark(&object)
        notes.dropRest(of: object)
        return Part(kind, cache: cache, path: reader.path)
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
        let word = try type?.requireString() ?? "function"
        let isFreeform = word == "custom"
        guard isFreeform || word == "function" else { throw .unknownValue(type?.path ?? reader.path, word) }
        var function = try call.require(word).requireObject()
        let toolCall = ToolCall(
            id: signed.id, name: try function.require("name").requireString(),
            arguments: try function.take(isFreeform ? "input" : "arguments")?.requireString() ?? "", isFreeform: isFreeform,
            signature: signed.signature
        )
        return Part(.call(toolCall), path: reader.path)
    }
}

/// Writes the messages of Chat requests.
enum ChatPartEncoder {
    static func userMessage(_ parts: [Part], _ writing: inout RequestWriting) throws(TranslationError) -> JSONValue {
        if parts.count == 1, case .text(let text) = parts[0].kind { return ["role": "user", "content": .string(text)] }
        return ["role": "user", "content": .array(try content(parts, &writing))]
    }

    static func resultMessage(_ result: ToolResult, _ path: JSONPath, _ writing: inout RequestWriting) -> JSONValue {
        if result.isError { writing.notes.drop(path.appending("is_error"), "Chat Completions cannot say that a tool failed") }
        let texts: [JSONValue] = result.parts.compactMap {
            if case .text(let text) = $0.kind { ["type": "text", "text": .string(text)] } else { nil }
        }
        return [
            "role": "tool", "tool_call_id": .string(CallIdentifiers.spelled(result.callID, in: .chat)),
            "content": texts.count > 1 ? .array(texts) : .string(result.parts.text),
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
            case .image, .file, .audio, .result: writing.notes.drop(part.path, "an assistant's message can contain only text and calls")
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
        let isFreeform = call.isFreeform && writing.traits.takesFreeformTools
        return .object(
            ChatCall.members(
                id: CallIdentifiers.spelled(call.id, in: .chat), name: writing.naming.upstream(call.name),
                arguments: isFreeform ? call.arguments : writing.argumentsText(of: call), isFreeform: isFreeform
            )
        )
    }

    private static func content(_ parts: [Part], _ writing: inout RequestWriting) throws(TranslationError) -> [JSONValue] {
        try parts.joinedMap { part throws(TranslationError) in try content(part, &writing) }
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
        writing.dropContext(of: file, at: path)
        if let parts = writing.parts(ofDocument: file, at: path) { return try content(parts, &writing) }
        guard case .media(let source) = file.source, let uri = source.uri else { throw .cannotCarry(path, .uploadedFile, to: .chat) }
        return [["type": "file", "file": ["filename": .string(file.spelledName), "file_data": .string(uri)]]]
    }
}
