internal import LosslessJSON
import SystemSupport

/// Reads the contents of Google requests into turns.
///
/// A client that keeps a stream's history sends the pieces back one by one: a thought ends where its signature or another part comes.
struct GoogleContentDecoder {
    private(set) var turns: [Turn] = []
    private var callCount = 0
    /// The calls without a result, in their order: results of older SDKs have no id.
    private var openCalls: [(id: String, name: String)] = []

    mutating func decode(_ contents: JSONReader, notes: inout TranslationNotes) throws(TranslationError) {
        if let text = contents.string {
            turns.append(Turn(.user, [Part(.text(text), path: contents.path)], path: contents.path))
            return
        }
        for content in contents.elements ?? [contents] { try decode(content: content, notes: &notes) }
        for index in turns.indices where turns[index].role == .assistant { joinThoughts(ofTurn: index) }
    }

    private mutating func decode(content reader: JSONReader, notes: inout TranslationNotes) throws(TranslationError) {
        var object = try reader.requireObject()
        let role = object.take("role")
        let isModel: Bool
        switch try role?.requireString() ?? "user" {
        case "user", "function": isModel = false
        case "model": isModel = true
        case let other: throw .unknownValue(role?.path ?? reader.path, other)
        }
        var parts: [Part] = []
        if let field = object.take("parts") {
            for part in field.elements ?? [field] { parts += try self.parts(part, isModel: isModel, notes: &notes) }
        }
        notes.dropRest(of: object)
        if let last = turns.last, isModel, last.role == .assistant {
            turns[turns.count - 1].parts += parts
        } else {
            turns.append(Turn(isModel ? .assistant : .user, parts, path: reader.path))
        }
    }

    private mutating func parts(
        _ reader: JSONReader, isModel: Bool, notes: inout TranslationNotes
    ) throws(TranslationError) -> [Part] {
        var object = try reader.requireObject()
        let isThought = try object.take("thought")?.requireBool() ?? false
        let signature = try object.takeEither("thoughtSignature")?.requireString()
        var parts: [Part] = []
        if isThought {
            let text = try object.take("text")?.requireString() ?? ""
            let read = signature.map { Signature.read($0, in: .google, .thought) }
            parts.append(Part(.reasoning(ReasoningText(text: text, signature: read)), path: reader.path))
        } else if let call = object.takeEither("functionCall") {
            parts.append(Part(.call(try toolCall(call, signature: signature)), path: reader.path))
        } else {
            if let signature, let carried = Signature(carrier: signature) {
                parts.append(Part(.reasoning(ReasoningText(text: "", signature: carried)), path: reader.path))
            }
            if let kind = try kind(&object, notes: &notes) { parts.append(Part(kind, path: reader.path)) }
        }
        notes.dropRest(of: object)
        return parts
    }

    private mutating func kind(_ object: inout ObjectReader, notes: inout TranslationNotes) throws(TranslationError) -> Part.Kind? {
        if let text = object.take("text") { return .text(try text.requireString()) }
        if let field = object.takeEither("inlineData") { return try Self.media(field) }
        if let field = object.takeEither("fileData") {
            var file = try field.requireObject()
            let uri = try file.requireEither("fileUri").requireString()
            let type = try file.takeEither("mimeType")?.requireString() ?? ""
            let name = try file.takeEither("displayName")?.requireString()
            if type.hasPrefix("image/") { return .image(Image(source: .url(uri))) }
            if type.hasPrefix("video/") { throw .vendorsOwn(field.path, .video) }
            return .file(File(source: .media(.url(uri)), name: name))
        }
        if let field = object.takeEither("functionResponse") { return .result(try result(field, notes: &notes)) }
        return nil
    }

    private static func media(_ reader: JSONReader) throws(TranslationError) -> Part.Kind {
        var object = try reader.requireObject()
        let type = try object.requireEither("mimeType").requireString()
        // google-genai writes bytes in the URL-safe alphabet, which no other vendor takes.
        let data = Base64.standard(try object.require("data").requireString())
        let name = try object.takeEither("displayName")?.requireString()
        if type.hasPrefix("image/") { return .image(Image(source: .inline(mediaType: type, data: data))) }
        if type.hasPrefix("audio/") { return .audio(Audio(format: String(type.dropFirst("audio/".count)), data: data)) }
        if type.hasPrefix("video/") { throw .vendorsOwn(reader.path, .video) }
        return .file(File(source: .media(.inline(mediaType: type, data: data)), name: name))
    }

    // MARK: Calls

    private mutating func toolCall(_ reader: JSONReader, signature: String?) throws(TranslationError) -> ToolCall {
        var object = try reader.requireObject()
        let name = try object.require("name").requireString()
        let arguments = object.take("args")
        // By its place, so that the same history gets the same ids again: prompts are cached by their beginning.
        let id = try object.take("id")?.requireString() ?? "call_\(callCount)_google"
        callCount += 1
        openCalls.append((id, name))
        return ToolCall(
            id: id, name: name, arguments: arguments?.spelling ?? "{}",
            signature: signature.map { Signature.read($0, in: .google, .call) }
        )
    }

    private mutating func result(_ reader: JSONReader, notes: inout TranslationNotes) throws(TranslationError) -> ToolResult {
        var object = try reader.requireObject()
        let name = try object.require("name").requireString()
        let wanted = try object.take("id")?.requireString()
        let index = openCalls.firstIndex { call in wanted.map { call.id == $0 } ?? (call.name == name) }
        guard let index else { throw .resultWithoutCall(reader.path, id: wanted ?? name) }
        let id = openCalls.remove(at: index).id
        var result = ToolResult(callID: id, name: name, parts: [])
        if let response = object.take("response") { Self.decode(response: response, into: &result) }
        for part in try object.take("parts")?.requireElements() ?? [] {
            var media = try part.requireObject()
            guard let kind = try kind(&media, notes: &notes) else { continue }
            result.parts.append(Part(kind, path: part.path))
        }
        notes.dropRest(of: object)
        return result
    }

    /// Any object is a response; `output`, `result` and `error` are what SDKs wrap a text in.
    private static func decode(response: JSONReader, into result: inout ToolResult) {
        var text = response.spelling
        if let members = response.object?.rest, members.count == 1, let only = members[0].value.string,
            ["output", "result", "error"].contains(members[0].name)
        {
            text = only
            result.isError = members[0].name == "error"
        }
        result.parts.append(Part(.text(text), path: response.path))
    }

    // MARK: Thoughts

    private mutating func joinThoughts(ofTurn index: Int) {
        var joined: [Part] = []
        for part in turns[index].parts {
            if case .reasoning(let thought) = part.kind, case .reasoning(let before)? = joined.last?.kind, before.signature == nil {
                let whole = ReasoningText(text: before.text + thought.text, signature: thought.signature)
                joined[joined.count - 1].kind = .reasoning(whole)
            } else {
                joined.append(part)
            }
        }
        turns[index].parts = joined
    }
}

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
        writing.dropContext(of: file, at: path)
        if file.name != nil { writing.notes.drop(path, "Google has no place for a file's name") }
        if case .media(let source) = file.source { return [try media(source, path)] }
        return try parts(writing.parts(ofDocument: file, at: path) ?? [], &writing)
    }

    /// Parts among which no signature is on its way to a call.
    private static func parts(_ parts: [Part], _ writing: inout RequestWriting) throws(TranslationError) -> [JSONValue] {
        var signature: Signature?
        return try parts.joinedMap { part throws(TranslationError) in try self.parts(part, signature: &signature, &writing) }
    }

    /// The result as an object: itself where it is one, else its text under the name that Google's documents give it.
    private static func parts(
        _ result: ToolResult, _ path: JSONPath, _ writing: inout RequestWriting
    ) throws(TranslationError) -> [JSONValue] {
        let text = result.parts.text
        var response: JSONValue = [result.isError ? "error" : "output": .string(text)]
        if !result.isError, text.utf8.first == UInt8(ascii: "{"), let object = ArgumentsText.object(text) { response = .raw(object) }
        var function = ObjectDraft("id", .string(result.callID))
        function.set("name", writing.naming.upstream(result.name ?? ""))
        function.set("response", response)
        return try [["functionResponse": function.json]] + parts(result.parts.filter { !$0.isText }, &writing)
    }
}
