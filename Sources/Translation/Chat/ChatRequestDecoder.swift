internal import LosslessJSON

/// Reads a request of OpenAI Chat Completions.
struct ChatRequestDecoder: RequestDecoder {
    var notes = TranslationNotes()

    mutating func decode(_ reader: JSONReader) throws(TranslationError) -> Conversation {
        var body = try reader.requireObject()
        var conversation = Conversation()
        conversation.model = try body.take("model")?.requireString()
        conversation.isStreaming = try body.take("stream")?.requireBool() ?? false
        var options = try body.take("stream_options")?.requireObject()
        conversation.showsUsage = try options?.take("include_usage")?.requireBool() ?? false
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
        if let format = body.take("response_format") {
            conversation.outputFormat = try OpenAIOutputFormat.decode(format, isNested: true, notes: &notes)
        }
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
        try sampling.read(body.take("max_completion_tokens") ?? old, as: .maximumOutput)
        // `top_k` is not OpenAI's: vLLM and its clients have it.
        try sampling.read([.temperature: "temperature", .topP: "top_p", .topK: "top_k"], from: &body)
        if let field = body.take("stop") {
            sampling.stop = if let text = field.string { [text] } else { try field.requireStrings() }
            sampling.paths[.stop] = field.path
        }
        try sampling.read([.seed: "seed", .frequencyPenalty: "frequency_penalty", .presencePenalty: "presence_penalty"], from: &body)
        return sampling
    }

    // MARK: Messages

    private mutating func decodeMessages(_ reader: JSONReader, into conversation: inout Conversation) throws(TranslationError) {
        for element in try reader.requireElements() {
            var message = try element.requireObject()
            let role = try message.require("role")
            let word = try role.requireString()
            switch word {
            case "system", "developer":
                let parts = try ChatPartDecoder.parts(message.take("content"), notes: &notes)
                try conversation.add(system: parts, word == "system" ? .system : .developer, path: element.path)
            case "user":
                let parts = try ChatPartDecoder.parts(message.take("content"), notes: &notes)
                conversation.turns.append(Turn(.user, parts, path: element.path))
            case "assistant":
                let parts = try ChatPartDecoder.assistantParts(&message, path: element.path, notes: &notes)
                conversation.turns.append(Turn(.assistant, parts, path: element.path))
            case "tool":
                let part = try toolResult(&message, path: element.path)
                conversation.add(result: part, path: element.path)
            case "function": throw .vendorsOwn(element.path, .legacyFunctions)
            default: throw .unknownValue(role.path, word)
            }
            notes.dropRest(of: message)
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
