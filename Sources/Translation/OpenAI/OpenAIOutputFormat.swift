internal import LosslessJSON

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
