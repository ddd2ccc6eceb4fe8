internal import LosslessJSON

/// Reads a request of OpenAI Responses.
struct ResponsesRequestDecoder: RequestDecoder {
    var notes = TranslationNotes()

    mutating func decode(_ reader: JSONReader) throws(TranslationError) -> Conversation {
        var body = try reader.requireObject()
        var conversation = Conversation()
        for name in ["previous_response_id", "conversation"] {
            if let field = body.take(name) { throw .vendorsOwn(field.path, .storedResponse) }
        }
        if let field = body.take("prompt") { throw .vendorsOwn(field.path, .storedPrompt) }
        conversation.model = try body.take("model")?.requireString()
        conversation.isStreaming = try body.take("stream")?.requireBool() ?? false
        if let field = body.take("instructions") {
            let text = try field.requireString()
            conversation.system.append(SystemText(text: text, path: field.path))
        }
        try decode(input: try body.require("input"), into: &conversation)
        try conversation.sampling.read(
            [.maximumOutput: "max_output_tokens", .temperature: "temperature", .topP: "top_p"], from: &body)
        for tool in try body.take("tools")?.requireElements() ?? [] {
            if tool.string("type") == "namespace" {
                try decode(namespace: tool, into: &conversation)
            } else if let tool = try OpenAITool.decode(tool, isNested: false, notes: &notes) {
                conversation.tools.append(tool)
            }
        }
        conversation.toolChoice = try OpenAIToolChoice.decode(body.take("tool_choice"), notes: &notes)
        conversation.allowsParallelCalls = try body.take("parallel_tool_calls")?.requireBool()
        if let field = body.take("reasoning") { conversation.reasoning = try reasoning(field) }
        if let field = body.take("text") { conversation.outputFormat = try outputFormat(field) }
        conversation.cacheKey = try body.take("prompt_cache_key")?.requireString()
        conversation.user = try body.take("user")?.requireString()
        // An empty object says nothing.
        if let metadata = body.take("metadata"), try !metadata.requireObject().isEmpty { conversation.metadata = metadata.text }
        try dropSilent(&body)
        notes.dropRest(of: body)
        return conversation
    }

    private mutating func decode(namespace reader: JSONReader, into conversation: inout Conversation) throws(TranslationError) {
        var object = try reader.requireObject()
        _ = object.take("type")
        let namespace = try object.require("name").requireString()
        for element in try object.require("tools").requireElements() {
            guard var tool = try OpenAITool.decode(element, isNested: false, notes: &notes) else { continue }
            let name = NamespacedName(namespace: namespace, name: tool.name)
            tool.name = name.joined
            conversation.namespacedTools[tool.name] = name
            conversation.tools.append(tool)
        }
        if let field = object.take("description") { notes.drop(field.path, "only Responses describes a namespace") }
        notes.dropRest(of: object)
    }

    /// Fields that are the caller's business, or at the value that means nothing special.
    private mutating func dropSilent(_ body: inout ObjectReader) throws(TranslationError) {
        // Who stores the answer is not for the model to know.
        _ = body.take("store")
        _ = body.take("stream_options")
        if let field = body.take("background"), field.bool != false { notes.drop(field.path, "argo-shim waits for the answer") }
        if let field = body.take("truncation"), field.string != "disabled" { notes.drop(field.path, "only Responses has this field") }
        if let field = body.take("include") {
            for element in try field.requireElements() where element.string != "reasoning.encrypted_content" {
                notes.drop(element.path, "only Responses has it")
            }
        }
    }

    private mutating func reasoning(_ reader: JSONReader) throws(TranslationError) -> Reasoning? {
        var object = try reader.requireObject()
        let effort = object.take("effort")
        let summary = object.take("summary", or: "generate_summary")
        notes.dropRest(of: object)
        guard effort != nil || summary != nil else { return nil }
        return try OpenAIReasoning.reasoning(effort: effort, isShown: summary.map { $0.string != "none" }, path: reader.path)
    }

    private mutating func outputFormat(_ reader: JSONReader) throws(TranslationError) -> OutputFormat? {
        var object = try reader.requireObject()
        let field = object.take("format")
        notes.dropRest(of: object)
        guard let field else { return nil }
        return try OpenAIOutputFormat.decode(field, isNested: false, notes: &notes)
    }
}

/// Reads the items of a Responses request into turns.
extension ResponsesRequestDecoder {
    private mutating func decode(input: JSONReader, into conversation: inout Conversation) throws(TranslationError) {
        if let text = input.string {
            conversation.turns.append(Turn(.user, [Part(.text(text), path: input.path)], path: input.path))
            return
        }
        for element in try input.requireElements() { try decode(item: element, into: &conversation) }
    }

    private mutating func decode(item reader: JSONReader, into conversation: inout Conversation) throws(TranslationError) {
        var item = try reader.requireObject()
        let type = try item.take("type")?.requireString() ?? "message"
        // An item's own id and state are of its answer; calls have ids besides.
        let id = item.take("id")?.string ?? ""
        _ = item.take("status")
        switch type {
        case "message": try decode(message: &item, path: reader.path, into: &conversation)
        case "function_call", "custom_tool_call":
            let isFreeform = type == "custom_tool_call"
            var name = try item.require("name").requireString()
            if let namespace = item.take("namespace") {
                name = NamespacedName(namespace: try namespace.requireString(), name: name).joined
            }
            let call = ToolCall(
                id: try item.require("call_id").requireString(), name: name,
                arguments: try item.take(isFreeform ? "input" : "arguments")?.requireString() ?? "", isFreeform: isFreeform
            )
            conversation.add(assistant: Part(.call(call), path: reader.path), path: reader.path)
        case "function_call_output", "custom_tool_call_output":
            let id = try item.require("call_id").requireString()
            let parts = try ResponsesPartDecoder.parts(item.take("output"), notes: &notes)
            conversation.add(result: Part(.result(ToolResult(callID: id, parts: parts)), path: reader.path), path: reader.path)
        case "reasoning":
            let thought = try reasoning(&item, id: id)
            conversation.add(assistant: Part(.reasoning(thought), path: reader.path), path: reader.path)
        case "item_reference":
            throw .vendorsOwn(reader.path, .storedResponse)
        case "compaction", "compaction_summary", "context_compaction":
            throw .vendorsOwn(reader.path, .compactedConversation)
        case "local_shell_call", "shell_call", "apply_patch_call", "computer_call":
            throw .vendorsOwn(reader.path, .clientTool)
        default:
            notes.drop(reader.path, "only Responses has items of type \(type.prefix(40))")
            return
        }
        notes.dropRest(of: item)
    }

    private mutating func decode(
        message item: inout ObjectReader, path: JSONPath, into conversation: inout Conversation
    ) throws(TranslationError) {
        let role = try item.require("role")
        // Which part of an answer a text was is of no use to another model.
        _ = item.take("phase")
        let parts = try ResponsesPartDecoder.parts(item.take("content"), notes: &notes)
        switch try role.requireString() {
        case "user": conversation.turns.append(Turn(.user, parts, path: path))
        case "assistant": for part in parts { conversation.add(assistant: part, path: path) }
        case "system": try conversation.add(system: parts, .system, path: path)
        case "developer": try conversation.add(system: parts, .developer, path: path)
        case let other: throw .unknownValue(role.path, other)
        }
    }

    private func reasoning(_ item: inout ObjectReader, id: String) throws(TranslationError) -> ReasoningText {
        var texts: [String] = []
        for field in ["summary", "content"] {
            for element in try item.take(field)?.requireElements() ?? [] {
                if let text = element.string("text") { texts.append(text) }
            }
        }
        let signature = try item.take("encrypted_content")?.requireString()
        return ReasoningText(
            text: texts.joined(separator: "\n\n"), signature: signature.map { Signature.read($0, in: .responses, .thought, id: id) }
        )
    }
}
