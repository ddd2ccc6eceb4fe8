internal import LosslessJSON

/// Reads a request of OpenAI Responses.
struct ResponsesRequestDecoder {
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
            conversation.system.append(SystemText(text: text, isDeveloper: false, cache: nil, path: field.path))
        }
        var items = ResponsesItemDecoder(conversation)
        try items.decode(try body.require("input"), notes: &notes)
        conversation = items.conversation
        conversation.sampling = try sampling(&body)
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
        if let metadata = body.take("metadata") {
            // An empty object says nothing.
            if try !metadata.requireObject().isEmpty { conversation.metadata = metadata.text }
        }
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
        if let field = body.take("background"), field.bool != false { notes.drop(field.path, "the answer is waited for") }
        if let field = body.take("truncation"), field.string != "disabled" { notes.drop(field.path, "only Responses has this field") }
        if let field = body.take("include") {
            for element in try field.requireElements() where element.string != "reasoning.encrypted_content" {
                notes.drop(element.path, "only Responses has it")
            }
        }
    }

    private func sampling(_ body: inout ObjectReader) throws(TranslationError) -> Sampling {
        var sampling = Sampling()
        try sampling.read(body.take("max_output_tokens"), into: \.maximumOutput, as: .maximumOutput)
        try sampling.read(body.take("temperature"), into: \.temperature, as: .temperature)
        try sampling.read(body.take("top_p"), into: \.topP, as: .topP)
        return sampling
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
        var format = try field.requireObject()
        let type = try format.require("type")
        switch try type.requireString() {
        case "text": return nil
        case "json_object": return OutputFormat(kind: .json, path: field.path)
        case "json_schema": return try OpenAIOutputFormat.decode(&format, path: field.path, notes: &notes)
        case let other: throw .unknownValue(type.path, other)
        }
    }
}
