internal import LosslessJSON

extension GoogleSchema {
    /// A schema in Google's form as JSON Schema: types in small letters, `nullable` as a type.
    static func jsonSchema(_ reader: JSONReader, limits: TranslationLimits) throws(TranslationError) -> JSONValue {
        try jsonSchema(reader, depth: 0, limits: limits)
    }

    private static func jsonSchema(_ reader: JSONReader, depth: Int, limits: TranslationLimits) throws(TranslationError) -> JSONValue {
        guard depth < limits.depth else { throw .cannotCarry(reader.path, .schemaDepth, to: .google) }
        guard let object = reader.object else { return reader.raw }
        let isNullable = reader.value("nullable")?.bool ?? false
        var draft = ObjectDraft()
        for (name, value) in object.rest {
            switch name {
            case "type":
                guard let type = value.string?.lowercased(), type != "type_unspecified" else { continue }
                draft.set(name, isNullable ? [.string(type), "null"] : .string(type))
            case "nullable", "propertyOrdering", "property_ordering", "example": continue
            case "properties", "defs", "$defs":
                var properties: [JSONValue.Member] = []
                for (name, value) in value.object?.rest ?? [] {
                    properties.append(.init(name, try jsonSchema(value, depth: depth + 1, limits: limits)))
                }
                draft.set(name == "defs" ? "$defs" : name, .object(properties))
            case "items", "additionalProperties", "additional_properties":
                draft.set(name == "items" ? name : "additionalProperties", try jsonSchema(value, depth: depth + 1, limits: limits))
            case "anyOf", "any_of":
                var forms: [JSONValue] = []
                for element in value.elements ?? [] { forms.append(try jsonSchema(element, depth: depth + 1, limits: limits)) }
                if isNullable { forms.append(["type": "null"]) }
                draft.set("anyOf", .array(forms))
            case "ref": draft.set("$ref", value.raw)
            case "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties":
                // Integers of 64 bits are strings in Google's JSON.
                draft.set(name, value.string.flatMap(Int.init).map { .integer($0) } ?? value.raw)
            case "min_items": draft.set("minItems", value.raw)
            case "max_items": draft.set("maxItems", value.raw)
            default: draft.set(name, value.raw)
            }
        }
        return draft.json
    }
}
