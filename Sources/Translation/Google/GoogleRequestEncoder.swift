internal import LosslessJSON
import Models

/// Writes a request for Google GenAI. Model and streaming stand in its URL, which the caller makes.
struct GoogleRequestEncoder: RequestEncoder {
    /// `Tool.freeformSchema` in Google's form.
    private static let freeformSchema = Array(#"{"type":"OBJECT","properties":{"input":{"type":"STRING"}},"required":["input"]}"#.utf8)

    var writing: RequestWriting

    mutating func encode() throws(TranslationError) -> JSONValue {
        var body = ObjectDraft()
        let system = conversation.system.filter { !$0.text.isEmpty }
        if !system.isEmpty {
            body.set("systemInstruction", ["parts": .array(system.map { ["text": .string($0.text)] })])
        }
        for text in system { writing.notes.dropMark(text.cache, at: text.path) }
        var contents: [JSONValue] = []
        for turn in conversation.turns.withoutSystem.merged {
            let parts = try self.parts(of: turn)
            guard !parts.isEmpty else { continue }
            contents.append(["role": turn.role == .assistant ? "model" : "user", "parts": .array(parts)])
        }
        body.set("contents", .array(contents))
        if !conversation.tools.isEmpty {
            var declarations: [JSONValue] = []
            for tool in conversation.tools { declarations.append(try declaration(tool)) }
            body.set("tools", [["functionDeclarations": .array(declarations)]])
            if let choice = conversation.toolChoice {
                body.set("toolConfig", ["functionCallingConfig": functionCallingConfiguration(choice)])
            }
            if conversation.allowsParallelCalls == false {
                writing.notes.drop(.member(.root, "parallel_tool_calls"), "Google cannot be told to call one tool at a time")
            }
        }
        let configuration = try generationConfiguration()
        if !configuration.isEmpty { body.set("generationConfig", configuration.json) }
        if conversation.user != nil { writing.notes.drop(.member(.root, "user"), "Google has no such field") }
        if conversation.metadata != nil { writing.notes.drop(.member(.root, "metadata"), "Google has no such field") }
        if conversation.cacheKey != nil { writing.notes.drop(.member(.root, "prompt_cache_key"), "Google has no such field") }
        return body.json
    }

    // MARK: Parts

    private mutating func parts(of turn: Turn) throws(TranslationError) -> [JSONValue] {
        var parts: [JSONValue] = []
        /// A signature on its way to the call that it stands on.
        var signature: Signature?
        for part in turn.parts {
            if case .reasoning(let thought) = part.kind {
                guard let own = thought.signature else { continue }
                if own.kind == .call {
                    signature = own
                } else {
                    parts.append(["thought": true, "text": .string(thought.text), "thoughtSignature": .string(own.value)])
                }
            } else {
                parts += try GooglePartEncoder.parts(part, signature: &signature, &writing)
            }
        }
        return parts
    }

    // MARK: Tools

    private mutating func declaration(_ tool: Tool) throws(TranslationError) -> JSONValue {
        var object = ObjectDraft("name", .string(writing.naming.upstream(tool.name)))
        object.set("description", tool.description)
        switch tool.kind {
        case .function(let schema):
            guard let schema else { break }
            let form = try googleForm(schema, path: tool.path)
            // An object without properties is refused; no parameters say the same.
            if case .object(let members) = form, let properties = members.first(where: { $0.name == "properties" })?.value,
                properties != .object([])
            {
                object.set("parameters", form)
            }
        case .freeform:
            tool.noteLostGrammar(&writing.notes)
            object.set("parameters", .raw(Self.freeformSchema))
        }
        if tool.isStrict == true { writing.notes.drop(tool.path.appending("strict"), "Google has no strict tools") }
        return object.json
    }

    private mutating func googleForm(_ schema: [UInt8], path: JSONPath) throws(TranslationError) -> JSONValue {
        let parsed = try JSONReader(schema)
        var google = GoogleSchema(JSONReader(document: parsed.document, node: parsed.node, path: path), limits: writing.limits)
        let form = try google.googleForm()
        for loss in google.losses.sorted() { writing.notes.change(path, "Google's schemas support less: \(loss)") }
        return form
    }

    private mutating func functionCallingConfiguration(_ choice: ToolChoice) -> JSONValue {
        switch choice.mode {
        case .none: return ["mode": "NONE"]
        case .auto: return ["mode": "AUTO"]
        case .required: return ["mode": "ANY"]
        case .tool(let name): return ["mode": "ANY", "allowedFunctionNames": [.string(writing.naming.upstream(name))]]
        case .among(let names, _):
            return ["mode": "ANY", "allowedFunctionNames": .array(names.map { .string(writing.naming.upstream($0)) })]
        }
    }

    // MARK: Configuration

    private mutating func generationConfiguration() throws(TranslationError) -> ObjectDraft {
        let sampling = conversation.sampling
        var configuration = ObjectDraft()
        configuration.set("temperature", sampling.temperature)
        configuration.set("topP", sampling.topP)
        configuration.set("topK", sampling.topK)
        configuration.set("maxOutputTokens", sampling.maximumOutput)
        if !sampling.stop.isEmpty { configuration.set("stopSequences", .array(sampling.stop.map { .string($0) })) }
        configuration.set("seed", sampling.seed)
        configuration.set("frequencyPenalty", sampling.frequencyPenalty)
        configuration.set("presencePenalty", sampling.presencePenalty)
        if let format = conversation.outputFormat {
            if writing.traits.takesStructuredOutput {
                configuration.set("responseMimeType", "application/json")
                if case .schema(let schema) = format.kind {
                    configuration.set("responseSchema", try googleForm(schema, path: format.path))
                }
            } else {
                writing.notes.drop(format.path, "the model does not support structured output")
            }
        }
        configuration.set("thinkingConfig", thinking())
        return configuration
    }

    private func thinking() -> JSONValue? {
        guard let reasoning = conversation.reasoning else { return nil }
        if reasoning.mode == .disabled { return ["thinkingBudget": 0] }
        var object = ObjectDraft()
        switch writing.traits.reasoning {
        case .effort, .adaptive: object.set("thinkingLevel", reasoning.effort?.rawValue.uppercased())
        case .budget: object.set("thinkingBudget", reasoning.budget ?? -1)
        case .unsupported: return nil
        }
        object.set("includeThoughts", reasoning.isShown)
        return object.jsonUnlessEmpty
    }
}
