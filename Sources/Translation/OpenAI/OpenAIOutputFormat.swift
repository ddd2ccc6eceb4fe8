internal import LosslessJSON
import Models

/// The form of an answer as `response_format.json_schema` (Chat) and `text.format` (Responses) spell it.
enum OpenAIOutputFormat {
    static func decode(
        _ object: inout ObjectReader, path: JSONPath, notes: inout TranslationNotes
    ) throws(TranslationError) -> OutputFormat {
        let schema = object.take("schema")
        _ = try schema?.requireObject()
        let format = OutputFormat(
            kind: schema.map { .schema($0.text) } ?? .json, name: try object.take("name")?.requireString(),
            description: try object.take("description")?.requireString(), isStrict: try object.take("strict")?.requireBool(), path: path
        )
        notes.dropRest(of: object)
        return format
    }

    static func members(_ format: OutputFormat, schema: [UInt8]) -> [JSONValue.Member] {
        var object = ObjectDraft()
        // OpenAI demands a name, the others have none.
        object.set("name", StableName.fitting(format.name ?? "answer", limit: 64, takes: StableName.isWordByte))
        object.set("description", format.description)
        object.set("schema", .raw(schema))
        object.set("strict", format.isStrict)
        return object.members
    }
}

/// The words of `reasoning_effort` and `reasoning.effort`.
enum OpenAIReasoning {
    static func reasoning(effort field: JSONReader?, isShown: Bool? = nil, path: JSONPath) throws(TranslationError) -> Reasoning {
        guard let field else { return Reasoning(.automatic, isShown: isShown, path: path) }
        let word = try field.requireString()
        if word == "none" { return Reasoning(.disabled, path: path) }
        guard let effort = ReasoningEffort(rawValue: word) else { throw .unknownValue(field.path, word) }
        return Reasoning(.enabled, effort: effort, isShown: isShown, path: path)
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
        self.init(
            url: inner.string("url"), title: inner.string("title"),
            range: Self.range(inner.integer("start_index"), inner.integer("end_index"))
        )
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
