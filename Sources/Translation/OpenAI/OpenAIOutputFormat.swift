internal import LosslessJSON
import Models

/// The form of an answer as `response_format` (Chat, nested in `json_schema`) and `text.format` (Responses, flat) spell it.
enum OpenAIOutputFormat {
    static func decode(
        _ reader: JSONReader, isNested: Bool, notes: inout TranslationNotes
    ) throws(TranslationError) -> OutputFormat? {
        var object = try reader.requireObject()
        let type = try object.require("type")
        switch try type.requireString() {
        case "text": return nil
        case "json_object": return OutputFormat(kind: .json, path: reader.path)
        case "json_schema": if isNested { object = try object.require("json_schema").requireObject() }
        case let other: throw .unknownValue(type.path, other)
        }
        let schema = object.take("schema")
        _ = try schema?.requireObject()
        let format = OutputFormat(
            kind: schema.map { .schema($0.text) } ?? .json, name: try object.take("name")?.requireString(),
            description: try object.take("description")?.requireString(), isStrict: try object.take("strict")?.requireBool(),
            path: reader.path
        )
        notes.dropRest(of: object)
        return format
    }

    /// - Returns: nil where no form is asked for, or the model takes none.
    static func encode(isNested: Bool, _ writing: inout RequestWriting) -> JSONValue? {
        guard let format = writing.conversation.outputFormat else { return nil }
        guard writing.traits.takesStructuredOutput else {
            writing.notes.drop(format.path, "the model does not support structured output")
            return nil
        }
        guard case .schema(let schema) = format.kind else { return ["type": "json_object"] }
        var object = ObjectDraft()
        // OpenAI demands a name, the others have none.
        object.set("name", StableName.fitting(format.name ?? "answer", limit: 64, takes: StableName.isWordByte))
        object.set("description", format.description)
        object.set("schema", .raw(schema))
        object.set("strict", format.isStrict)
        guard isNested else { return .object([.init("type", "json_schema")] + object.members) }
        return ["type": "json_schema", "json_schema": object.json]
    }
}

/// The words of `reasoning_effort` and `reasoning.effort`.
enum OpenAIReasoning {
    static func reasoning(effort field: JSONReader?, isShown: Bool? = nil, path: JSONPath) throws(TranslationError) -> Reasoning {
        guard let field else { return Reasoning(mode: .automatic, isShown: isShown, path: path) }
        let word = try field.requireString()
        if word == "none" { return Reasoning(mode: .disabled, path: path) }
        guard let effort = ReasoningEffort(rawValue: word) else { throw .unknownValue(field.path, word) }
        return Reasoning(mode: .enabled, effort: effort, isShown: isShown, path: path)
    }

    /// - Returns: nil where nothing is to be said.
    static func word(_ reasoning: Reasoning?) -> String? {
        guard let reasoning else { return nil }
        return reasoning.mode == .disabled ? "none" : reasoning.level?.rawValue
    }
}

/// Annotations of type `url_citation`: nested in Chat, flat in Responses.
extension Citation {
    init?(annotation: JSONReader) {
        guard annotation.string("type") == "url_citation" else { return nil }
        let inner = annotation.value("url_citation") ?? annotation
        self.init(url: inner.string("url"), title: inner.string("title"))
        if let start = inner.integer("start_index"), let end = inner.integer("end_index"), start >= 0, start <= end { range = start..<end }
    }

    private var members: [JSONValue.Member] {
        [
            .init("start_index", .integer(range?.lowerBound ?? 0)), .init("end_index", .integer(range?.upperBound ?? 0)),
            .init("title", .string(title ?? "")), .init("url", .string(url ?? "")),
        ]
    }

    var chatAnnotation: JSONValue { ["type": "url_citation", "url_citation": .object(members)] }
    var responsesAnnotation: JSONValue { .object([.init("type", "url_citation")] + members) }
}
