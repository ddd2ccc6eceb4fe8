internal import LosslessJSON
import Models

/// Reads a request of Google GenAI. Model and streaming stand in its URL, so that the caller puts them in.
struct GoogleRequestDecoder: RequestDecoder {
    let limits: TranslationLimits
    var notes = TranslationNotes()

    mutating func decode(_ reader: JSONReader) throws(TranslationError) -> Conversation {
        var body = try reader.requireObject()
        var conversation = Conversation()
        conversation.model = try body.take("model")?.requireString()
        if let field = body.takeEither("cachedContent") { throw .vendorsOwn(field.path, .storedPrompt) }
        if let field = body.takeEither("systemInstruction") { conversation.system = try system(field) }
        var contents = GoogleContentDecoder()
        try contents.decode(try body.require("contents"), notes: &notes)
        conversation.turns = contents.turns
        for tool in try body.take("tools")?.requireElements() ?? [] { try decode(tool: tool, into: &conversation) }
        if let field = body.takeEither("toolConfig") { conversation.toolChoice = try toolChoice(field) }
        if let field = body.takeEither("generationConfig") { try decode(configuration: field, into: &conversation) }
        // What is blocked is the other vendor's own affair, and not asked for by any conversation.
        if let field = body.takeEither("safetySettings") { notes.drop(field.path, "only Google has this field") }
        notes.dropRest(of: body)
        return conversation
    }

    private func system(_ reader: JSONReader) throws(TranslationError) -> [SystemText] {
        if let text = reader.string { return [SystemText(text: text, path: reader.path)] }
        var content = try reader.requireObject()
        let parts = try content.require("parts")
        var texts: [SystemText] = []
        for part in parts.elements ?? [parts] {
            var object = try part.requireObject()
            let text = try object.require("text").requireString()
            texts.append(SystemText(text: text, path: part.path))
        }
        return texts
    }

    // MARK: Tools

    private mutating func decode(tool reader: JSONReader, into conversation: inout Conversation) throws(TranslationError) {
        var object = try reader.requireObject()
        for declaration in try object.takeEither("functionDeclarations")?.requireElements() ?? [] {
            var function = try declaration.requireObject()
            let name = try function.require("name").requireString()
            let description = try function.take("description")?.requireString()
            var schema = function.takeEither("parametersJsonSchema")?.text
            if let parameters = function.take("parameters") {
                schema = try GoogleSchema.jsonSchema(parameters, limits: limits).serialized
            }
            for field in ["response", "responseJsonSchema", "behavior"] { _ = function.takeEither(field) }
            notes.dropRest(of: function)
            conversation.tools.append(
                Tool(name: name, description: description, kind: .function(schema: schema), path: declaration.path)
            )
        }
        if let tool = object.takeEither("computerUse") { throw .vendorsOwn(tool.path, .clientTool) }
        for (_, hosted) in object.rest { notes.drop(hosted.path, "the vendor runs this tool, and only in its own dialect") }
    }

    private mutating func toolChoice(_ reader: JSONReader) throws(TranslationError) -> ToolChoice? {
        var object = try reader.requireObject()
        guard let field = object.takeEither("functionCallingConfig") else { return nil }
        var configuration = try field.requireObject()
        let mode = configuration.take("mode")
        let names = try configuration.takeEither("allowedFunctionNames")?.requireStrings() ?? []
        notes.dropRest(of: object)
        notes.dropRest(of: configuration)
        switch try mode?.requireString() ?? "AUTO" {
        case "NONE": return ToolChoice(mode: .none, path: field.path)
        case "AUTO", "MODE_UNSPECIFIED": return ToolChoice(mode: .auto, path: field.path)
        case "VALIDATED": return ToolChoice(mode: names.isEmpty ? .auto : .among(names, isRequired: false), path: field.path)
        case "ANY":
            if names.count == 1 { return ToolChoice(mode: .tool(names[0]), path: field.path) }
            return ToolChoice(mode: names.isEmpty ? .required : .among(names, isRequired: true), path: field.path)
        case let other: throw .unknownValue(mode?.path ?? field.path, other)
        }
    }

    // MARK: Configuration

    private mutating func decode(configuration reader: JSONReader, into conversation: inout Conversation) throws(TranslationError) {
        var object = try reader.requireObject()
        let names: KeyValuePairs<Sampling.Field, String> = [
            .maximumOutput: "maxOutputTokens", .temperature: "temperature", .topP: "topP", .topK: "topK", .stop: "stopSequences",
            .seed: "seed", .frequencyPenalty: "frequencyPenalty", .presencePenalty: "presencePenalty",
        ]
        try conversation.sampling.read(names, from: &object)
        conversation.outputFormat = try outputFormat(&object)
        if let field = object.takeEither("thinkingConfig") { conversation.reasoning = try reasoning(field) }
        if let field = object.takeEither("candidateCount"), field.integer != 1 { notes.change(field.path, "the answer has one candidate") }
        notes.dropRest(of: object)
    }

    private mutating func outputFormat(_ object: inout ObjectReader) throws(TranslationError) -> OutputFormat? {
        let type = object.takeEither("responseMimeType")
        let isJSON = try type?.requireString() == "application/json"
        if let type, !isJSON, type.string != "text/plain" { notes.drop(type.path, "no other dialect has this form") }
        if let field = object.takeEither("responseJsonSchema") {
            return OutputFormat(kind: .schema(field.text), path: field.path)
        }
        if let field = object.takeEither("responseSchema") {
            let schema = try GoogleSchema.jsonSchema(field, limits: limits).serialized
            return OutputFormat(kind: .schema(schema), path: field.path)
        }
        return isJSON ? OutputFormat(kind: .json, path: type?.path ?? object.path) : nil
    }

    private mutating func reasoning(_ reader: JSONReader) throws(TranslationError) -> Reasoning? {
        var object = try reader.requireObject()
        let budget = try object.takeEither("thinkingBudget")?.requireInteger()
        let level = object.takeEither("thinkingLevel")
        let isShown = try object.takeEither("includeThoughts")?.requireBool()
        notes.dropRest(of: object)
        if budget == 0 { return Reasoning(mode: .disabled, path: reader.path) }
        if let level, let word = level.string?.lowercased(), word != "thinking_level_unspecified" {
            guard let effort = ReasoningEffort(rawValue: word) else { throw .unknownValue(level.path, word) }
            return Reasoning(mode: .enabled, effort: effort, isShown: isShown, path: reader.path)
        }
        // -1 leaves it to the model.
        guard let budget, budget > 0 else { return Reasoning(mode: .automatic, isShown: isShown, path: reader.path) }
        return Reasoning(mode: .enabled, budget: budget, isShown: isShown, path: reader.path)
    }
}

/// Google's JSON is spelled in camel case by its SDKs and in snake case by many who write it by hand; the service takes both.
extension ObjectReader {
    mutating func takeEither(_ camel: String) -> JSONReader? { take(camel, or: snakeCase(camel)) }

    mutating func requireEither(_ camel: String) throws(TranslationError) -> JSONReader {
        guard let value = takeEither(camel) else { throw .missing(.member(path, camel)) }
        return value
    }
}

extension JSONReader {
    func either(_ camel: String) -> JSONReader? { value(camel) ?? value(snakeCase(camel)) }
}

private func snakeCase(_ camel: String) -> String {
    var snake: [UInt8] = []
    for byte in camel.utf8 {
        if byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") {
            snake.append(UInt8(ascii: "_"))
            snake.append(byte | 0x20)
        } else {
            snake.append(byte)
        }
    }
    return String(decoding: snake, as: UTF8.self)
}
