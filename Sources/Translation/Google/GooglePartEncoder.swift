internal import LosslessJSON

/// Writes the parts of Google requests.
enum GooglePartEncoder {
    static func parts(
        _ part: Part, signature: inout Signature?, _ writing: inout RequestWriting
    ) throws(TranslationError) -> [JSONValue] {
        switch part.kind {
        case .text(let text), .refusal(let text): return text.isEmpty ? [] : [["text": .string(text)]]
        case .image(let image):
            if image.detail != nil, image.detail != "auto" { writing.notes.drop(part.path.appending("detail"), "Google has no such field") }
            return [try media(image.source, part.path)]
        case .file(let file): return try parts(file, part.path, &writing)
        case .audio(let audio):
            return [["inlineData": ["mimeType": .string("audio/" + audio.format), "data": .string(audio.data)]]]
        case .call(let call):
            var function = ObjectDraft("id", .string(call.id))
            function.set("name", writing.naming.upstream(call.name))
            function.set("args", try writing.argumentsObject(of: call, at: part.path))
            var object = ObjectDraft("functionCall", function.json)
            let own = call.signature.flatMap { $0.dialect == .google ? $0 : nil } ?? signature
            object.set("thoughtSignature", own?.value)
            signature = nil
            return [object.json]
        case .result(let result): return try parts(result, part.path, &writing)
        case .reasoning: return []
        }
    }

    private static func media(_ source: MediaSource, _ path: JSONPath) throws(TranslationError) -> JSONValue {
        switch source {
        case .inline(let mediaType, let data): return ["inlineData": ["mimeType": .string(mediaType), "data": .string(data)]]
        case .url(let url): return ["fileData": ["fileUri": .string(url)]]
        case .uploaded: throw .cannotCarry(path, .uploadedFile, to: .google)
        }
    }

    private static func parts(
        _ file: File, _ path: JSONPath, _ writing: inout RequestWriting
    ) throws(TranslationError) -> [JSONValue] {
        if file.context != nil { writing.notes.drop(path.appending("context"), "only Messages has it") }
        if file.hasCitations { writing.notes.drop(path.appending("citations"), "only Messages has it") }
        if file.name != nil { writing.notes.drop(path, "Google has no place for a file's name") }
        switch file.source {
        case .text(let text):
            writing.notes.change(path, "a document of plain text is sent as text")
            return [["text": .string(DocumentText.wrapped(text, name: file.name))]]
        case .parts(let parts):
            writing.notes.change(path, "a document of parts is sent as its parts")
            var written: [JSONValue] = []
            var signature: Signature?
            for part in parts { written += try self.parts(part, signature: &signature, &writing) }
            return written
        case .media(let source): return [try media(source, path)]
        }
    }

    /// The result as an object: itself where it is one, else its text under the name that Google's documents give it.
    private static func parts(
        _ result: ToolResult, _ path: JSONPath, _ writing: inout RequestWriting
    ) throws(TranslationError) -> [JSONValue] {
        let text = result.text
        var response: JSONValue = [result.isError ? "error" : "output": .string(text)]
        if !result.isError, text.utf8.first == UInt8(ascii: "{"), let object = ArgumentsText.object(text) { response = .raw(object) }
        var function = ObjectDraft("id", .string(result.callID))
        function.set("name", writing.naming.upstream(result.name ?? ""))
        function.set("response", response)
        var parts: [JSONValue] = [["functionResponse": function.json]]
        var signature: Signature?
        for part in result.parts where !part.isText { parts += try self.parts(part, signature: &signature, &writing) }
        return parts
    }
}
