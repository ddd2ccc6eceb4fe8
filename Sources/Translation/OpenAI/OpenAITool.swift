internal import LosslessJSON

/// A tool as Chat (nested in `function`) and Responses (flat) spell it.
enum OpenAITool {
    /// What OpenAI's models know without a description, and the client runs
    /// (https://platform.openai.com/docs/guides/tools).
    private static let clientTools: Set<String> = ["local_shell", "apply_patch", "computer", "computer_use_preview"]

    /// - Returns: nil for a tool that the vendor runs.
    static func decode(_ reader: JSONReader, isNested: Bool, notes: inout TranslationNotes) throws(TranslationError) -> Tool? {
        var outer = try reader.requireObject()
        let type = try outer.require("type").requireString()
        guard type == "function" || type == "custom" else {
            if clientTools.contains(type) { throw .vendorsOwn(reader.path, .clientTool) }
            notes.drop(reader.path, "the vendor runs this tool, and only in its own dialect")
            return nil
        }
        let cache = cacheMark(&outer)
        var object = isNested ? try outer.require(type).requireObject() : outer
        let name = try object.require("name").requireString()
        let description = try object.take("description")?.requireString()
        let kind: Tool.Kind
        if type == "custom" {
            kind = .freeform(format: object.take("format")?.text)
        } else {
            let parameters = object.take("parameters")
            _ = try parameters?.requireObject()
            kind = .function(schema: parameters?.text)
        }
        let isStrict = try object.take("strict")?.requireBool()
        notes.dropRest(of: object)
        if isNested { notes.dropRest(of: outer) }
        return Tool(name: name, description: description, kind: kind, isStrict: isStrict, cache: cache, path: reader.path)
    }

    /// Writes the tools, and which of them the model may call.
    static func encodeAll(into body: inout ObjectDraft, isNested: Bool, _ writing: inout RequestWriting) {
        let conversation = writing.conversation
        guard !conversation.tools.isEmpty else { return }
        body.set("tools", .array(conversation.tools.map { encode($0, isNested: isNested, &writing) }))
        body.set("tool_choice", conversation.toolChoice.map { OpenAIToolChoice.encode($0, isNested: isNested, &writing) })
        body.set("parallel_tool_calls", conversation.allowsParallelCalls)
    }

    private static func encode(_ tool: Tool, isNested: Bool, _ writing: inout RequestWriting) -> JSONValue {
        var object = ObjectDraft("name", .string(writing.naming.upstream(tool.name)))
        object.set("description", tool.description)
        var type = "function"
        switch tool.kind {
        case .function(let schema):
            object.set("parameters", .raw(schema ?? Tool.emptySchema))
            let strict = writing.traits.takesStructuredOutput ? tool.isStrict : nil
            if tool.isStrict == true, strict == nil {
                writing.notes.drop(tool.path.appending("strict"), "the model does not support strict tools")
            }
            // Responses makes tools strict unless it is told otherwise, which changes what a schema of another dialect means.
            object.set("strict", isNested ? strict : strict ?? false)
        case .freeform(let format) where writing.traits.takesFreeformTools:
            type = "custom"
            object.set("format", format.map { .raw($0) })
        case .freeform:
            tool.noteLostGrammar(&writing.notes)
            object.set("parameters", .raw(Tool.freeformSchema))
            if !isNested { object.set("strict", false) }
        }
        guard isNested else { return .object([.init("type", .string(type))] + object.members) }
        return .object([.init("type", .string(type)), .init(type, object.json)])
    }
}
