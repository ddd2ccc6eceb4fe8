internal import LosslessJSON

/// Reads a request of OpenAI Chat Completions.
struct ChatRequestDecoder {
    var notes = TranslationNotes()

    mutating func decode(_ reader: JSONReader) throws(TranslationError) -> Conversation {
        var body = try reader.requireObject()
        var conversation = Conversation()
        conversation.model = try body.take("model")?.requireString()
        conversation.isStreaming = try body.take("stream")?.requireBool() ?? false
        if let options = body.take("stream_options") {
            var object = try options.requireObject()
            conversation.showsUsage = try object.take("include_usage")?.requireBool() ?? false
        }
        if let field = body.take("functions") ?? body.take("function_call") {
            throw .vendorsOwn(field.path, .legacyFunctions)
        }
        conversation.sampling = try sampling(&body)
        try decodeMessages(try body.require("messages"), into: &conversation)
        for tool in try body.take("tools")?.requireElements() ?? [] {
            if let tool = try OpenAITool.decode(tool, isNested: true, notes: &notes) { conversation.tools.append(tool) }
        }
        conversation.toolChoice = try OpenAIToolChoice.decode(body.take("tool_choice"), notes: &notes)
        conversation.allowsParallelCalls = try body.take("parallel_tool_calls")?.requireBool()
        if let field = body.take("reasoning_effort") {
            conversation.reasoning = try OpenAIReasoning.reasoning(effort: field, path: field.path)
        }
        if let format = body.take("response_format") { conversation.outputFormat = try outputFormat(format) }
        conversation.cacheKey = try body.take("prompt_cache_key")?.requireString()
        conversation.user = try body.take("user")?.requireString()
        if let metadata = body.take("metadata") {
            _ = try metadata.requireObject()
            conversation.metadata = metadata.text
        }
        dropSilent(&body)
        notes.dropRest(of: body)
        return conversation
    }

    /// Fields at the value that means nothing special.
    private mutating func dropSilent(_ body: inout ObjectReader) {
        for name in ["store", "logprobs"] {
            if let field = body.take(name), field.bool != false { notes.drop(field.path, "only Chat Completions has this field") }
        }
        if let field = body.take("n"), field.integer != 1 { notes.change(field.path, "the answer has one choice") }
    }

    private func sampling(_ body: inout ObjectReader) throws(TranslationError) -> Sampling {
        var sampling = Sampling()
        let old = body.take("max_tokens")
        try sampling.read(body.take("max_completion_tokens") ?? old, into: \.maximumOutput, as: .maximumOutput)
        try sampling.read(body.take("temperature"), into: \.temperature, as: .temperature)
        try sampling.read(body.take("top_p"), into: \.topP, as: .topP)
        // Not OpenAI's: vLLM and its clients have it.
        try sampling.read(body.take("top_k"), into: \.topK, as: .topK)
        if let field = body.take("stop") {
            if let text = field.string {
                sampling.stop = [text]
            } else {
                for element in try field.requireElements() { sampling.stop.append(try element.requireString()) }
            }
            sampling.paths[.stop] = field.path
        }
        try sampling.read(body.take("seed"), into: \.seed, as: .seed)
        try sampling.read(body.take("frequency_penalty"), into: \.frequencyPenalty, as: .frequencyPenalty)
        try sampling.read(body.take("presence_penalty"), into: \.presencePenalty, as: .presencePenalty)
        return sampling
    }

    private mutating func outputFormat(_ reader: JSONReader) throws(TranslationError) -> OutputFormat? {
        var object = try reader.requireObject()
        let type = try object.require("type")
        switch try type.requireString() {
        case "text": return nil
        case "json_object": return OutputFormat(kind: .json, path: reader.path)
        case "json_schema":
            var form = try object.require("json_schema").requireObject()
            return try OpenAIOutputFormat.decode(&form, path: reader.path, notes: &notes)
        case let other: throw .unknownValue(type.path, other)
        }
    }

    // MARK: Messages

    private mutating func decodeMessages(_ reader: JSONReader, into conversation: inout Conversation) throws(TranslationError) {
        for element in try reader.requireElements() {
            var message = try element.requireObject()
            let role = try message.require("role")
            switch try role.requireString() {
            case "system": try decodeSystem(&message, .system, element.path, into: &conversation)
            case "developer": try decodeSystem(&message, .developer, element.path, into: &conversation)
            case "user":
                let parts = try ChatPartDecoder.parts(message.take("content"), notes: &notes)
                conversation.turns.append(Turn(.user, parts, path: element.path))
            case "assistant":
                let parts = try ChatPartDecoder.assistantParts(&message, path: element.path, notes: &notes)
                conversation.turns.append(Turn(.assistant, parts, path: element.path))
            case "tool":
                let part = try toolResult(&message, path: element.path)
                // All results of one turn stand together.
                if let last = conversation.turns.last, last.role == .user, !last.results.isEmpty {
                    conversation.turns[conversation.turns.count - 1].parts.append(part)
                } else {
                    conversation.turns.append(Turn(.user, [part], path: element.path))
                }
            case "function": throw .vendorsOwn(element.path, .legacyFunctions)
            case let other: throw .unknownValue(role.path, other)
            }
            notes.dropRest(of: message)
        }
    }

    private mutating func decodeSystem(
        _ message: inout ObjectReader, _ role: Turn.Role, _ path: JSONPath, into conversation: inout Conversation
    ) throws(TranslationError) {
        let parts = try ChatPartDecoder.parts(message.take("content"), notes: &notes)
        guard conversation.turns.isEmpty else {
            conversation.turns.append(Turn(role, parts, path: path))
            return
        }
        for part in parts {
            guard case .text(let text) = part.kind else { throw .wrongType(part.path, expected: .string) }
            conversation.system.append(SystemText(text: text, isDeveloper: role == .developer, cache: part.cache, path: part.path))
        }
    }

    private mutating func toolResult(_ message: inout ObjectReader, path: JSONPath) throws(TranslationError) -> Part {
        let id = try message.require("tool_call_id").requireString()
        let name = try message.take("name")?.requireString()
        let parts = try ChatPartDecoder.parts(message.take("content"), notes: &notes)
        let cache = cacheMark(&message)
        return Part(.result(ToolResult(callID: SignedCallID(id).id, name: name, parts: parts)), cache: cache, path: path)
    }
}
