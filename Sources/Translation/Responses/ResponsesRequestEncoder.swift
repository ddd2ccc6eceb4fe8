internal import LosslessJSON
import Models

/// Writes a request for OpenAI Responses.
struct ResponsesRequestEncoder: RequestEncoder {
    /// Less is refused (error message of the service).
    private static let minimumOutput = 16

    var writing: RequestWriting

    mutating func encode() throws(TranslationError) -> JSONValue {
        var body = ObjectDraft("model", .string(writing.traits.model))
        var system = conversation.system[...]
        for text in system { writing.notes.dropMark(text.cache, at: text.path) }
        if let first = system.first, !first.isDeveloper {
            body.set("instructions", first.text)
            system.removeFirst()
        }
        var items = system.map { Self.systemMessage($0.text, isDeveloper: $0.isDeveloper) }
        for turn in conversation.turns { items += try self.items(of: turn) }
        body.set("input", .array(items))
        OpenAITool.encodeAll(into: &body, isNested: false, &writing)
        setSampling(&body)
        body.set("reasoning", reasoning())
        body.set("text", OpenAIOutputFormat.encode(isNested: false, &writing).map { ["format": $0] })
        if writing.traits.takesVendorFields {
            body.set("prompt_cache_key", conversation.cacheKey)
            body.set("metadata", conversation.metadata.map { .raw($0) })
        } else {
            if conversation.cacheKey != nil { writing.notes.drop(.member(.root, "prompt_cache_key"), "the upstream has no such field") }
            if conversation.metadata != nil { writing.notes.drop(.member(.root, "metadata"), "the upstream has no such field") }
        }
        body.set("user", conversation.user)
        // The client holds the conversation, and its dialect has no id of a stored answer.
        body.set("store", false)
        if writing.traits.reasoning != .unsupported { body.set("include", ["reasoning.encrypted_content"]) }
        if conversation.isStreaming { body.set("stream", true) }
        return body.json
    }

    private mutating func setSampling(_ body: inout ObjectDraft) {
        let sampling = conversation.sampling
        if let wanted = sampling.maximumOutput, wanted < Self.minimumOutput {
            writing.notes.change(sampling.path(of: .maximumOutput), "the upstream requires at least \(Self.minimumOutput)")
        }
        body.set("max_output_tokens", sampling.maximumOutput.map { max($0, Self.minimumOutput) })
        body.set("temperature", sampling.temperature)
        body.set("top_p", sampling.topP)
    }

    private func reasoning() -> JSONValue? {
        guard let reasoning = conversation.reasoning else { return nil }
        var object = ObjectDraft()
        object.set("effort", OpenAIReasoning.word(reasoning))
        if reasoning.isShown == true { object.set("summary", "auto") }
        return object.jsonUnlessEmpty
    }

    // MARK: Items

    private static func systemMessage(_ text: String, isDeveloper: Bool) -> JSONValue {
        [
            "type": "message", "role": isDeveloper ? "developer" : "system",
            "content": [["type": "input_text", "text": .string(text)]],
        ]
    }

    private mutating func items(of turn: Turn) throws(TranslationError) -> [JSONValue] {
        switch turn.role {
        case .system, .developer: return [Self.systemMessage(turn.parts.text, isDeveloper: turn.role == .developer)]
        case .user: return try userItems(turn)
        case .assistant: return assistantItems(turn)
        }
    }

    private mutating func userItems(_ turn: Turn) throws(TranslationError) -> [JSONValue] {
        var items: [JSONValue] = []
        var content: [JSONValue] = []
        for part in turn.parts {
            if case .result(let result) = part.kind {
                items.append(try output(of: result, part.path))
            } else {
                content += try ResponsesPartEncoder.content(part, &writing)
            }
        }
        if !content.isEmpty { items.append(["type": "message", "role": "user", "content": .array(content)]) }
        return items
    }

    private mutating func output(of result: ToolResult, _ path: JSONPath) throws(TranslationError) -> JSONValue {
        if result.isError { writing.notes.drop(path.appending("is_error"), "Responses cannot say that a tool failed") }
        let isText = result.parts.isEmpty || result.parts.count == 1 && result.parts[0].isText
        let output: JSONValue =
            isText ? .string(result.parts.text) : .array(try ResponsesPartEncoder.content(result.parts, &writing))
        let isFreeform = result.isFreeform && writing.traits.takesFreeformTools
        return [
            "type": isFreeform ? "custom_tool_call_output" : "function_call_output",
            "call_id": .string(CallIdentifiers.spelled(result.callID, in: .responses)), "output": output,
        ]
    }

    private mutating func assistantItems(_ turn: Turn) -> [JSONValue] {
        var items: [JSONValue] = []
        var texts: [Part] = []
        for part in turn.parts {
            switch part.kind {
            case .text, .refusal:
                texts.append(part)
            case .image, .file, .audio, .result:
                writing.notes.drop(part.path, "an assistant's message can contain only text and calls")
            case .call, .reasoning:
                Self.flush(&texts, into: &items)
                if let item = ResponsesPartEncoder.item(part, &writing) { items.append(item) }
            }
        }
        Self.flush(&texts, into: &items)
        return items
    }

    /// A text as a string: parts of an answer want the id of its item, which was another upstream's.
    private static func flush(_ texts: inout [Part], into items: inout [JSONValue]) {
        defer { texts = [] }
        guard texts.contains(where: { !$0.isText }) else {
            let text = texts.text
            if !text.isEmpty { items.append(["type": "message", "role": "assistant", "content": .string(text)]) }
            return
        }
        let content = texts.compactMap { part -> JSONValue? in
            switch part.kind {
            case .text(let text): ["type": "output_text", "text": .string(text), "annotations": []]
            case .refusal(let text): ["type": "refusal", "refusal": .string(text)]
            default: Optional.none
            }
        }
        items.append(["type": "message", "role": "assistant", "content": .array(content)])
    }
}
