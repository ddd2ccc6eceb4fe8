internal import LosslessJSON
import SystemSupport

/// Reads the content blocks of Messages requests.
enum MessagesPartDecoder {
    static func parts(_ content: JSONReader?, notes: inout TranslationNotes) throws(TranslationError) -> [Part] {
        try Part.all(in: content, notes: &notes, by: part)
    }

    private static func part(_ reader: JSONReader, notes: inout TranslationNotes) throws(TranslationError) -> Part? {
        var block = try reader.requireObject()
        let type = try block.require("type").requireString()
        let cache = cacheMark(&block)
        let kind: Part.Kind
        switch type {
        case "text":
            kind = .text(try block.require("text").requireString())
        case "image":
            kind = .image(Image(source: try mediaSource(try block.require("source"))))
        case "document":
            kind = .file(try document(&block, notes: &notes))
        case "search_result":
            let parts = try parts(try block.require("content"), notes: &notes)
            let source = try block.take("source")?.requireString() ?? ""
            let title = try block.take("title")?.requireString() ?? ""
            // What an answer names as its source.
            let head = "<search_result source=\"\(source.replacing("\"", with: "'"))\" title=\"\(title.replacing("\"", with: "'"))\">"
            let frame = [head, "</search_result>"].map { Part(.text($0), path: reader.path) }
            kind = .file(File(source: .parts([frame[0]] + parts + [frame[1]])))
        case "tool_use":
            let input = block.take("input")
            _ = try input?.requireObject()
            kind = .call(
                ToolCall(
                    id: CallIdentifiers.original(try block.require("id").requireString()), name: try block.require("name").requireString(),
                    arguments: input?.spelling ?? "{}"
                )
            )
        case "tool_result":
            kind = .result(try result(&block, notes: &notes))
        case "thinking":
            let signature = try block.take("signature")?.requireString() ?? ""
            let text = try block.take("thinking")?.requireString() ?? ""
            kind = .reasoning(
                ReasoningText(text: text, signature: signature.isEmpty ? nil : .read(signature, in: .messages, .thought))
            )
        case "redacted_thinking":
            let data = try block.require("data").requireString()
            kind = .reasoning(ReasoningText(text: "", signature: .read(data, in: .messages, .hidden)))
        case "compaction":
            // A compaction that failed has neither, and means nothing.
            guard let text = try block.take("content")?.requireString() else {
                if let field = block.take("encrypted_content") { throw .vendorsOwn(field.path, .compactedConversation) }
                return nil
            }
            kind = .text(text)
            for field in ["encrypted_content", "signature"] { _ = block.take(field) }
        case "tool_reference":
            // What a search for tools has found; the tools themselves are all in the request.
            kind = .text(try block.require("tool_name").requireString())
        case "container_upload":
            throw .vendorsOwn(reader.path, .uploadedFile)
        default:
            notes.drop(reader.path, "only Messages has blocks of type \(type.prefix(40))")
            return nil
        }
        _ = block.take("caller")
        notes.dropRest(of: block)
        return Part(kind, cache: cache, path: reader.path)
    }

    static func mediaSource(_ reader: JSONReader) throws(TranslationError) -> MediaSource {
        var source = try reader.requireObject()
        let type = try source.require("type")
        switch try type.requireString() {
        case "base64":
            return .inline(
                mediaType: try source.require("media_type").requireString(), data: try source.require("data").requireString()
            )
        case "url": return .url(try source.require("url").requireString())
        case "file": return .uploaded(try source.require("file_id").requireString())
        case let other: throw .unknownValue(type.path, other)
        }
    }

    private static func document(_ block: inout ObjectReader, notes: inout TranslationNotes) throws(TranslationError) -> File {
        let reader = try block.require("source")
        var source = try reader.requireObject()
        let content: File.Source
        switch try source.require("type").requireString() {
        case "text": content = .text(try source.require("data").requireString())
        case "content": content = .parts(try parts(try source.require("content"), notes: &notes))
        default: content = .media(try mediaSource(reader))
        }
        var citations = try block.take("citations")?.requireObject()
        return File(
            source: content, name: try block.take("title")?.requireString(), context: try block.take("context")?.requireString(),
            hasCitations: try citations?.take("enabled")?.requireBool() ?? false
        )
    }

    private static func result(_ block: inout ObjectReader, notes: inout TranslationNotes) throws(TranslationError) -> ToolResult {
        let id = CallIdentifiers.original(try block.require("tool_use_id").requireString())
        let isError = try block.take("is_error")?.requireBool() ?? false
        return ToolResult(callID: id, parts: try parts(block.take("content"), notes: &notes), isError: isError)
    }
}

/// Writes the content blocks of Messages requests.
enum MessagesPartEncoder {
    /// The blocks of a turn; results come first, as the service demands.
    static func content(of turn: Turn, _ encoder: inout MessagesRequestEncoder) throws(TranslationError) -> [JSONValue] {
        var results: [JSONValue] = []
        var others: [JSONValue] = []
        for part in turn.parts {
            if case .result(let result) = part.kind {
                results.append(try block(result, part, &encoder))
            } else {
                others += try blocks(part, &encoder)
            }
        }
        return results + others
    }

    private static func blocks(_ parts: [Part], _ encoder: inout MessagesRequestEncoder) throws(TranslationError) -> [JSONValue] {
        try parts.joinedMap { part throws(TranslationError) in try blocks(part, &encoder) }
    }

    private static func blocks(_ part: Part, _ encoder: inout MessagesRequestEncoder) throws(TranslationError) -> [JSONValue] {
        var block = ObjectDraft()
        switch part.kind {
        case .text(let text), .refusal(let text):
            // An empty text is refused.
            if text.isEmpty { return [] }
            block.set("type", "text")
            block.set("text", text)
        case .image(let image):
            block.set("type", "image")
            block.set("source", source(image.source))
            if image.detail != nil, image.detail != "auto" {
                encoder.writing.notes.drop(part.path.appending("detail"), "Messages has no such field")
            }
        case .file(let file):
            block.set("type", "document")
            block.set("source", try source(file, &encoder))
            block.set("title", file.name)
            block.set("context", file.context)
            if file.hasCitations { block.set("citations", ["enabled": true]) }
        case .audio:
            throw .cannotCarry(part.path, .audio, to: .messages)
        case .call(let call):
            block.set("type", "tool_use")
            block.set("id", CallIdentifiers.spelled(call.id, in: .messages))
            block.set("name", encoder.writing.naming.upstream(call.name))
            block.set("input", try encoder.writing.argumentsObject(of: call, at: part.path))
        case .result(let result):
            return [try self.block(result, part, &encoder)]
        case .reasoning(let reasoning):
            guard let signature = reasoning.signature else { return [] }
            if signature.kind == .hidden { return [["type": "redacted_thinking", "data": .string(signature.value)]] }
            return [["type": "thinking", "thinking": .string(reasoning.text), "signature": .string(signature.value)]]
        }
        block.set("cache_control", encoder.cacheControl(part.cache))
        return [block.json]
    }

    private static func block(
        _ result: ToolResult, _ part: Part, _ encoder: inout MessagesRequestEncoder
    ) throws(TranslationError) -> JSONValue {
        var block = ObjectDraft("type", "tool_result")
        block.set("tool_use_id", CallIdentifiers.spelled(result.callID, in: .messages))
        let content = try blocks(result.parts, &encoder)
        if result.parts.count == 1, case .text(let text) = result.parts[0].kind, result.parts[0].cache == nil {
            block.set("content", text)
        } else if !content.isEmpty {
            block.set("content", .array(content))
        }
        if result.isError { block.set("is_error", true) }
        block.set("cache_control", encoder.cacheControl(part.cache))
        return block.json
    }

    private static func source(_ source: MediaSource) -> JSONValue {
        switch source {
        case .inline(let mediaType, let data): ["type": "base64", "media_type": .string(mediaType), "data": .string(data)]
        case .url(let url): ["type": "url", "url": .string(url)]
        case .uploaded(let id): ["type": "file", "file_id": .string(id)]
        }
    }

    private static func source(_ file: File, _ encoder: inout MessagesRequestEncoder) throws(TranslationError) -> JSONValue {
        switch file.source {
        case .text(let text): return ["type": "text", "media_type": "text/plain", "data": .string(text)]
        case .parts(let parts):
            return ["type": "content", "content": .array(try blocks(parts, &encoder))]
        case .media(.inline("text/plain", let data)):
            // Plain text in base64 is refused.
            guard let bytes = Base64.decodeAny(data) else { return source(.inline(mediaType: "text/plain", data: data)) }
            return ["type": "text", "media_type": "text/plain", "data": .string(String(decoding: bytes, as: UTF8.self))]
        case .media(let media): return source(media)
        }
    }
}
