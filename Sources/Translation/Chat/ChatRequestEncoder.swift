internal import LosslessJSON

/// Writes a request for OpenAI Chat Completions.
struct ChatRequestEncoder: RequestEncoder {
    var writing: RequestWriting

    mutating func encode() throws(TranslationError) -> JSONValue {
        let traits = writing.traits
        var body = ObjectDraft("model", .string(traits.model))
        body.set("messages", .array(try messages()))
        OpenAITool.encodeAll(into: &body, isNested: true, &writing)
        let sampling = conversation.sampling
        body.set(traits.takesMaximumCompletionTokens ? "max_completion_tokens" : "max_tokens", sampling.maximumOutput)
        body.set("temperature", sampling.temperature)
        body.set("top_p", sampling.topP)
        if !sampling.stop.isEmpty { body.set("stop", .array(sampling.stop.map { .string($0) })) }
        body.set("seed", sampling.seed)
        body.set("frequency_penalty", sampling.frequencyPenalty)
        body.set("presence_penalty", sampling.presencePenalty)
        body.set("reasoning_effort", OpenAIReasoning.word(conversation.reasoning))
        body.set("response_format", OpenAIOutputFormat.encode(isNested: true, &writing))
        setVendorFields(&body)
        if conversation.isStreaming {
            body.set("stream", true)
            // Always asked for: the client's dialect may have the figures in every answer.
            if traits.takesStreamOptions { body.set("stream_options", ["include_usage": true]) }
        }
        return body.json
    }

    private mutating func setVendorFields(_ body: inout ObjectDraft) {
        guard writing.traits.takesVendorFields else {
            if conversation.cacheKey != nil { writing.notes.drop(.member(.root, "prompt_cache_key"), "the upstream has no such field") }
            if conversation.metadata != nil { writing.notes.drop(.member(.root, "metadata"), "the upstream has no such field") }
            body.set("user", conversation.user)
            return
        }
        body.set("prompt_cache_key", conversation.cacheKey)
        body.set("user", conversation.user)
        body.set("metadata", conversation.metadata.map { .raw($0) })
    }

    // MARK: Messages

    private mutating func messages() throws(TranslationError) -> [JSONValue] {
        var messages = systemMessages()
        var turns = conversation.turns[...]
        while let turn = turns.popFirst() {
            switch turn.role {
            case .system, .developer:
                messages.append(["role": .string(roleOfSystem(isDeveloper: turn.role == .developer)), "content": .string(turn.parts.text)])
            case .user:
                messages += try userMessages(turn)
            case .assistant:
                if !writing.traits.takesParallelCallHistory, turn.calls.count > 1, let next = turns.first {
                    messages += try unwoundMessages(turn, next)
                    turns.removeFirst()
                } else {
                    messages.append(ChatPartEncoder.assistantMessage(turn.parts, &writing))
                }
            }
        }
        return messages
    }

    /// The system's texts in one message: the templates of many open models take one only, and at the beginning.
    private mutating func systemMessages() -> [JSONValue] {
        var messages: [JSONValue] = []
        var texts = conversation.system[...]
        while let first = texts.first {
            let role = roleOfSystem(isDeveloper: first.isDeveloper)
            let group = texts.prefix { roleOfSystem(isDeveloper: $0.isDeveloper) == role }
            texts = texts.dropFirst(group.count)
            for text in group { writing.notes.dropMark(text.cache, at: text.path) }
            let parts: [JSONValue] = group.map { ["type": "text", "text": .string($0.text)] }
            messages.append(["role": .string(role), "content": group.count == 1 ? .string(first.text) : .array(parts)])
        }
        return messages
    }

    private func roleOfSystem(isDeveloper: Bool) -> String {
        isDeveloper && writing.traits.takesDeveloperRole ? "developer" : "system"
    }

    /// Results right behind their calls, then their images, then what the user says.
    private mutating func userMessages(_ turn: Turn) throws(TranslationError) -> [JSONValue] {
        var messages: [JSONValue] = []
        var rest: [Part] = []
        for part in turn.parts {
            guard case .result(let result) = part.kind else {
                rest.append(part)
                continue
            }
            messages.append(ChatPartEncoder.resultMessage(result, part.path, &writing))
            rest += result.parts.filter { !$0.isText }
        }
        // Images of results come first, in the order of the results.
        if !rest.isEmpty { messages.append(try ChatPartEncoder.userMessage(rest, &writing)) }
        return messages
    }

    /// Call, result, call, result: Gemini behind Argo refuses results that do not match its calls one to one.
    private mutating func unwoundMessages(_ turn: Turn, _ next: Turn) throws(TranslationError) -> [JSONValue] {
        var messages: [JSONValue] = []
        var before = turn.parts.filter { !$0.isCall }
        var media: [Part] = []
        for part in turn.parts {
            guard case .call(let call) = part.kind else { continue }
            messages.append(ChatPartEncoder.assistantMessage(before + [part], &writing))
            before = []
            for result in next.results where result.callID == call.id {
                messages.append(ChatPartEncoder.resultMessage(result, part.path, &writing))
                media += result.parts.filter { !$0.isText }
            }
        }
        media += next.parts.filter { !$0.isResult }
        if !media.isEmpty { messages.append(try ChatPartEncoder.userMessage(media, &writing)) }
        return messages
    }
}
