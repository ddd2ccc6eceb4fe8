internal import LosslessJSON
import Models

/// Writes a request for Anthropic Messages.
struct MessagesRequestEncoder: RequestEncoder {
    /// More breakpoints are refused (https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching).
    private static let maximumCacheMarks = 4

    var writing: RequestWriting
    /// How many cache marks are left to be written, counted from the last one.
    private(set) var surplusMarks = 0

    mutating func encode() throws(TranslationError) -> JSONValue {
        writing.conversation.turns = conversation.turns.withoutSystem.merged
        arrangeCacheMarks()
        var body = ObjectDraft("model", .string(writing.traits.model))
        guard let maximumOutput = conversation.sampling.maximumOutput ?? writing.traits.maximumOutput else {
            throw .maximumOutputUnknown(.member(.root, "max_tokens"), model: writing.traits.model)
        }
        body.set("max_tokens", maximumOutput)
        var tools = try conversation.tools.map { tool throws(TranslationError) in try self.tool(tool) }
        let formatTool = self.formatTool()
        if let formatTool { tools.append(formatTool) }
        if !tools.isEmpty { body.set("tools", .array(tools)) }
        body.set("system", system())
        var messages: [JSONValue] = []
        for turn in conversation.turns {
            let parts = try MessagesPartEncoder.content(of: turn, &self)
            guard !parts.isEmpty else { continue }
            messages.append(["role": turn.role == .assistant ? "assistant" : "user", "content": .array(parts)])
        }
        body.set("messages", .array(messages))
        body.set("tool_choice", toolChoice(isFormatTool: formatTool != nil, hasTools: !tools.isEmpty))
        let sampling = conversation.sampling
        body.set("temperature", sampling.temperature)
        body.set("top_p", sampling.topP)
        body.set("top_k", sampling.topK)
        if !sampling.stop.isEmpty { body.set("stop_sequences", .array(sampling.stop.map { .string($0) })) }
        body.set("thinking", thinking())
        body.set("output_config", outputConfiguration())
        if let user = conversation.user { body.set("metadata", ["user_id": .string(user)]) }
        if conversation.metadata != nil { writing.notes.drop(.member(.root, "metadata"), "Messages has no such field") }
        if conversation.isStreaming { body.set("stream", true) }
        return body.json
    }

    private mutating func system() -> JSONValue? {
        // An empty text is refused.
        let texts = conversation.system.filter { !$0.text.isEmpty }
        if texts.isEmpty { return nil }
        if texts.count == 1, texts[0].cache == nil { return .string(texts[0].text) }
        return .array(
            texts.map { text in
                var block: ObjectDraft = .init("type", "text")
                block.set("text", text.text)
                block.set("cache_control", cacheControl(text.cache))
                return block.json
            }
        )
    }

    // MARK: Cache

    /// OpenAI's services cache by themselves; Anthropic's where they are told to. A client that names a key wants its prompt cached.
    private mutating func arrangeCacheMarks() {
        var marks = conversation.tools.count { $0.cache != nil } + conversation.system.count { $0.cache != nil }
        for part in conversation.turns.lazy.flatMap(\.parts) {
            if part.cache != nil { marks += 1 }
            if case .result(let result) = part.kind { marks += result.parts.count { $0.cache != nil } }
        }
        if marks == 0, conversation.cacheKey != nil {
            if let last = conversation.system.lastIndex(where: { !$0.text.isEmpty }) {
                writing.conversation.system[last].cache = .ephemeral
            } else if let last = conversation.tools.indices.last {
                writing.conversation.tools[last].cache = .ephemeral
            }
            if let last = conversation.turns.indices.last, let part = conversation.turns[last].parts.indices.last {
                switch conversation.turns[last].parts[part].kind {
                // Empty texts and thoughts take no mark.
                case .text(let text) where text.isEmpty: break
                case .reasoning: break
                default: writing.conversation.turns[last].parts[part].cache = .ephemeral
                }
            }
        }
        surplusMarks = max(0, marks - Self.maximumCacheMarks)
        if surplusMarks > 0 {
            writing.notes.drop(.member(.root, "cache_control"), "the upstream accepts at most \(Self.maximumCacheMarks) breakpoints")
        }
    }

    /// The first marks are left out where there are too many: the last ones cover what stands before them.
    mutating func cacheControl(_ mark: CacheMark?) -> JSONValue? {
        guard let mark else { return nil }
        guard surplusMarks == 0 else {
            surplusMarks -= 1
            return nil
        }
        return .raw(mark.bytes)
    }

    // MARK: Tools

    private mutating func tool(_ tool: Tool) throws(TranslationError) -> JSONValue {
        var object = ObjectDraft("name", .string(writing.naming.upstream(tool.name)))
        object.set("description", tool.description)
        switch tool.kind {
        case .function(let schema): object.set("input_schema", .raw(JSONSchema.ofTypeObject(schema ?? Tool.emptySchema)))
        case .freeform:
            tool.noteLostGrammar(&writing.notes)
            object.set("input_schema", .raw(Tool.freeformSchema))
        }
        if tool.isStrict == true {
            if writing.traits.takesStructuredOutput {
                object.set("strict", true)
            } else {
                writing.notes.drop(tool.path.appending("strict"), "the model does not support strict tools")
            }
        }
        object.set("cache_control", cacheControl(tool.cache))
        return object.json
    }

    /// A tool in the place of a schema that the model does not take.
    private mutating func formatTool() -> JSONValue? {
        guard let format = conversation.outputFormat, case .schema(let schema) = format.kind, !writing.traits.takesStructuredOutput else {
            return nil
        }
        let name = writing.naming.unused(StableName.fitting(format.name ?? "answer", limit: 100, takes: StableName.isWordByte))
        writing.context.formatTool = name
        var object = ObjectDraft("name", .string(name))
        object.set("description", format.description ?? "Gives the answer to the user in the form that was asked for.")
        let wrapped = JSONSchema.wrapped(schema)
        writing.context.wrapsFormat = wrapped != nil
        object.set("input_schema", .raw(wrapped ?? JSONSchema.ofTypeObject(schema)))
        return object.json
    }

    private mutating func toolChoice(isFormatTool: Bool, hasTools: Bool) -> JSONValue? {
        guard hasTools else { return nil }
        let isReasoning = conversation.reasoning.map { $0.mode != .disabled } ?? false
        var (type, tool): (String, String?) = ("any", nil)
        switch conversation.toolChoice?.mode {
        case nil, .auto, .among(_, isRequired: false):
            if isFormatTool, let format = conversation.outputFormat {
                if isReasoning {
                    writing.notes.change(format.path, "the schema is offered as a tool, but not forced, because the model reasons")
                    type = "auto"
                } else if conversation.tools.isEmpty {
                    (type, tool) = ("tool", writing.context.formatTool)
                }
            } else if conversation.toolChoice != nil || conversation.allowsParallelCalls == false {
                type = "auto"
            } else {
                return nil
            }
        case .some(.none):
            guard isFormatTool else { return ["type": "none"] }
            (type, tool) = ("tool", writing.context.formatTool)
        case .required, .among: break
        case .tool(let name): (type, tool) = ("tool", writing.naming.upstream(name))
        }
        var choice = ObjectDraft("type", .string(type))
        choice.set("name", tool)
        if conversation.allowsParallelCalls == false { choice.set("disable_parallel_tool_use", true) }
        return choice.json
    }

    // MARK: Reasoning and form

    private func thinking() -> JSONValue? {
        guard let reasoning = conversation.reasoning else { return nil }
        if reasoning.mode == .disabled { return ["type": "disabled"] }
        switch writing.traits.reasoning {
        case .unsupported, .effort: return nil
        case .adaptive: return ["type": "adaptive"]
        case .budget:
            guard let budget = reasoning.budget else { return nil }
            return ["type": "enabled", "budget_tokens": .integer(budget)]
        }
    }

    private mutating func outputConfiguration() -> JSONValue? {
        var configuration = ObjectDraft()
        switch writing.traits.reasoning {
        case .adaptive, .effort:
            // Messages has no level below `low`.
            let effort = conversation.reasoning.flatMap { $0.mode == .disabled ? nil : $0.effort }
            configuration.set("effort", effort.map { max($0, .low).rawValue })
        case .unsupported, .budget: break
        }
        if let format = conversation.outputFormat {
            switch format.kind {
            case .schema(let schema) where writing.traits.takesStructuredOutput:
                configuration.set("format", ["type": "json_schema", "schema": .raw(schema)])
            case .schema: break
            case .json: writing.notes.drop(format.path, "Messages has no structured output without a schema")
            }
        }
        return configuration.jsonUnlessEmpty
    }
}
