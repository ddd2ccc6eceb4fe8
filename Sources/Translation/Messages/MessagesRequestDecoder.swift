internal import LosslessJSON
import Models

/// Reads a request of Anthropic Messages.
struct MessagesRequestDecoder: RequestDecoder {
    var notes = TranslationNotes()

    mutating func decode(_ reader: JSONReader) throws(TranslationError) -> Conversation {
        var body = try reader.requireObject()
        var conversation = Conversation()
        // What goes on from a thread has the newest messages alone.
        if let thread = body.take("thread") { throw .vendorsOwn(thread.path, .messageThread) }
        // Its answer would be a summary, and nothing else.
        if let compaction = body.take("compaction") { throw .vendorsOwn(compaction.path, .compaction) }
        conversation.model = try body.take("model")?.requireString()
        conversation.isStreaming = try body.take("stream")?.requireBool() ?? false
        let names: KeyValuePairs<Sampling.Field, String> = [
            .maximumOutput: "max_tokens", .temperature: "temperature", .topP: "top_p", .topK: "top_k", .stop: "stop_sequences",
        ]
        try conversation.sampling.read(names, from: &body)
        if let system = body.take("system") { conversation.system = try self.system(system) }
        for message in try body.require("messages").requireElements() {
            conversation.turns.append(try turn(message))
        }
        for tool in try body.take("tools")?.requireElements() ?? [] {
            if let tool = try self.tool(tool) { conversation.tools.append(tool) }
        }
        if let choice = body.take("tool_choice") { try decodeChoice(choice, into: &conversation) }
        conversation.reasoning = try reasoning(&body)
        try decodeOutputConfiguration(&body, into: &conversation)
        if let metadata = body.take("metadata") {
            var object = try metadata.requireObject()
            conversation.user = try object.take("user_id")?.requireString()
            notes.dropRest(of: object)
        }
        notes.dropRest(of: body)
        return conversation
    }

    private mutating func system(_ reader: JSONReader) throws(TranslationError) -> [SystemText] {
        if let text = reader.string { return [SystemText(text: text, path: reader.path)] }
        var texts: [SystemText] = []
        for element in try reader.requireElements() {
            var block = try element.requireObject()
            _ = block.take("type")
            let text = try block.require("text").requireString()
            texts.append(SystemText(text: text, cache: cacheMark(&block), path: element.path))
            notes.dropRest(of: block)
        }
        return texts
    }

    private mutating func turn(_ reader: JSONReader) throws(TranslationError) -> Turn {
        var message = try reader.requireObject()
        let role = try message.require("role")
        let content = try message.require("content")
        let parts = try MessagesPartDecoder.parts(content, notes: &notes)
        notes.dropRest(of: message)
        switch try role.requireString() {
        case "user": return Turn(.user, parts, path: reader.path)
        case "assistant": return Turn(.assistant, parts, path: reader.path)
        // Claude Code sends reminders in messages of this role.
        case "system": return Turn(.system, parts, path: reader.path)
        case let other: throw .unknownValue(role.path, other)
        }
    }

    // MARK: Tools

    /// What stands before the date in the types of the tools that Claude knows without a description, and that the client runs
    /// (https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview).
    private static let clientTools = ["bash_", "text_editor_", "memory_", "computer_", "browser_"]

    private mutating func tool(_ reader: JSONReader) throws(TranslationError) -> Tool? {
        var object = try reader.requireObject()
        let type = try object.take("type")?.requireString() ?? "custom"
        guard type == "custom" else {
            if Self.clientTools.contains(where: { type.hasPrefix($0) }) { throw .vendorsOwn(reader.path, .clientTool) }
            notes.drop(reader.path, "the vendor runs this tool, and only in its own dialect")
            return nil
        }
        let schema = object.take("input_schema")
        _ = try schema?.requireObject()
        let tool = Tool(
            name: try object.require("name").requireString(), description: try object.take("description")?.requireString(),
            kind: .function(schema: schema?.text), isStrict: try object.take("strict")?.requireBool(), cache: cacheMark(&object),
            path: reader.path
        )
        // How a client streams inputs or finds tools is not for the model to know.
        _ = object.take("eager_input_streaming")
        notes.dropRest(of: object)
        return tool
    }

    private mutating func decodeChoice(_ reader: JSONReader, into conversation: inout Conversation) throws(TranslationError) {
        var object = try reader.requireObject()
        if try object.take("disable_parallel_tool_use")?.requireBool() == true { conversation.allowsParallelCalls = false }
        let type = try object.require("type")
        switch try type.requireString() {
        case "auto": conversation.toolChoice = ToolChoice(mode: .auto, path: reader.path)
        case "any": conversation.toolChoice = ToolChoice(mode: .required, path: reader.path)
        case "none": conversation.toolChoice = ToolChoice(mode: .none, path: reader.path)
        case "tool":
            let name = try object.require("name")
            conversation.toolChoice = ToolChoice(mode: .tool(try name.requireString()), path: name.path)
        case let other: throw .unknownValue(type.path, other)
        }
        notes.dropRest(of: object)
    }

    // MARK: Reasoning and form

    private mutating func reasoning(_ body: inout ObjectReader) throws(TranslationError) -> Reasoning? {
        let effort = try effort(in: body)
        guard let field = body.take("thinking") else {
            return effort.map { Reasoning(mode: .automatic, effort: $0, path: .member(.member(.root, "output_config"), "effort")) }
        }
        var object = try field.requireObject()
        let type = try object.require("type")
        let budget = try object.take("budget_tokens")?.requireInteger()
        let isShown = try object.take("display")?.requireString() != "omitted"
        notes.dropRest(of: object)
        switch try type.requireString() {
        case "enabled": return Reasoning(mode: .enabled, effort: effort, budget: budget, isShown: isShown, path: field.path)
        case "adaptive": return Reasoning(mode: .automatic, effort: effort, isShown: isShown, path: field.path)
        case "disabled": return Reasoning(mode: .disabled, path: field.path)
        // Short notes between tool calls are the least that Claude Sonnet 5.5 can be asked for.
        case "between_tools": return Reasoning(mode: .enabled, effort: .minimal, isShown: isShown, path: field.path)
        case let other: throw .unknownValue(type.path, other)
        }
    }

    private func effort(in body: ObjectReader) throws(TranslationError) -> ReasoningEffort? {
        guard let configuration = body.peek("output_config"), let field = try configuration.requireObject().peek("effort") else {
            return nil
        }
        let word = try field.requireString()
        guard let effort = ReasoningEffort(rawValue: word) else { throw .unknownValue(field.path, word) }
        return effort
    }

    private mutating func decodeOutputConfiguration(
        _ body: inout ObjectReader, into conversation: inout Conversation
    ) throws(TranslationError) {
        // `output_format` is the name of the field in the beta.
        if let format = body.take("output_format") { conversation.outputFormat = try outputFormat(format) }
        guard let field = body.take("output_config") else { return }
        var object = try field.requireObject()
        _ = object.take("effort")
        if let format = object.take("format") { conversation.outputFormat = try outputFormat(format) }
        notes.dropRest(of: object)
    }

    private mutating func outputFormat(_ reader: JSONReader) throws(TranslationError) -> OutputFormat {
        var object = try reader.requireObject()
        let type = try object.require("type")
        guard try type.requireString() == "json_schema" else { throw .unknownValue(type.path, type.string ?? "") }
        let schema = try object.require("schema")
        _ = try schema.requireObject()
        let name = try object.take("name")?.requireString()
        notes.dropRest(of: object)
        // Not strict: OpenAI refuses strict schemas with optional members, which Anthropic takes.
        return OutputFormat(kind: .schema(schema.text), name: name, path: reader.path)
    }
}

/// Takes the cache's mark out of a block.
func cacheMark(_ block: inout ObjectReader) -> CacheMark? {
    guard let mark = block.take("cache_control"), mark.isObject else { return nil }
    return CacheMark(bytes: mark.text)
}
