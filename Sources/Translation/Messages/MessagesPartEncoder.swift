internal import LosslessJSON
import SystemSupport

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
            block.set("id", encoder.writing.identifiers.spelled(call.id))
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
        block.set("tool_use_id", encoder.writing.identifiers.spelled(result.callID))
        var content: [JSONValue] = []
        for part in result.parts { content += try blocks(part, &encoder) }
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
            var content: [JSONValue] = []
            for part in parts { content += try blocks(part, &encoder) }
            return ["type": "content", "content": .array(content)]
        case .media(.inline("text/plain", let data)):
            // Plain text in base64 is refused.
            guard let bytes = Base64.decodeAny(data) else { return source(.inline(mediaType: "text/plain", data: data)) }
            return ["type": "text", "media_type": "text/plain", "data": .string(String(decoding: bytes, as: UTF8.self))]
        case .media(let media): return source(media)
        }
    }
}
