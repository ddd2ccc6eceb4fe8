internal import LosslessJSON

/// Google's own form of schemas, and the way from and to JSON Schema.
///
/// Source of the keywords: https://ai.google.dev/api/caching#Schema.
struct GoogleSchema {
    private static let plainKeywords: Set<String> = [
        "title", "description", "nullable", "maxItems", "minItems", "maxProperties", "minProperties", "maxLength", "minLength", "pattern",
        "example", "default", "minimum", "maximum", "required", "propertyOrdering",
    ]
    private static let formats: Set<String> = ["enum", "date-time", "float", "double", "int32", "int64"]

    private let root: JSONReader
    private let limits: TranslationLimits
    private var valuesLeft: Int
    /// The references that are being put in their places, to find the ones that lead into themselves.
    private var references: [String] = []
    /// What had to be left out, in a few words.
    private(set) var losses: Set<String> = []

    init(_ root: JSONReader, limits: TranslationLimits) {
        self.root = root
        self.limits = limits
        valuesLeft = limits.schemaValues
    }

    // MARK: To Google

    /// The schema in Google's form: references inlined, keywords that it does not know left out.
    mutating func googleForm() throws(TranslationError) -> JSONValue {
        try form(of: root, depth: 0)
    }

    private mutating func form(of reader: JSONReader, depth: Int) throws(TranslationError) -> JSONValue {
        valuesLeft -= 1
        guard depth < limits.depth, valuesLeft > 0 else { throw .cannotCarry(root.path, .schemaDepth, to: .google) }
        // `true` and `{}` allow anything.
        guard let object = reader.object else { return .object([]) }
        if let reference = object.peek("$ref")?.string { return try form(ofReference: reference, reader, depth: depth) }
        var draft = ObjectDraft()
        // A name that comes again would make what is written as long as what was read, at each level anew.
        var seen: Set<String> = []
        for (name, value) in object.rest where seen.insert(name).inserted {
            try set(name, value, depth: depth, in: &draft)
        }
        if reader.string("type") == "array", !draft.members.contains(where: { $0.name == "items" }) { draft.set("items", .object([])) }
        return draft.json
    }

    private mutating func form(ofReference reference: String, _ reader: JSONReader, depth: Int) throws(TranslationError) -> JSONValue {
        // Each reference is looked up by walking over the schema: a large one may have fewer.
        valuesLeft -= root.node.range.count / 256
        guard let target = resolve(reference) else { throw .cannotCarry(reader.path, .schemaReference, to: .google) }
        guard !references.contains(reference) else {
            losses.insert("a schema that contains itself is cut")
            return ["type": "OBJECT"]
        }
        references.append(reference)
        defer { references.removeLast() }
        return try form(of: target, depth: depth + 1)
    }

    /// Follows `#/$defs/Name` (RFC 6901) from the root.
    private func resolve(_ reference: String) -> JSONReader? {
        guard reference.hasPrefix("#") else { return nil }
        var node = root
        for step in reference.dropFirst().split(separator: "/") {
            let name = String(step).replacing("~1", with: "/").replacing("~0", with: "~")
            if let next = node.value(name) {
                node = next
            } else if let index = Int(name), let elements = node.elements, elements.indices.contains(index) {
                node = elements[index]
            } else {
                return nil
            }
        }
        return node
    }

    private mutating func set(
        _ name: String, _ value: JSONReader, depth: Int, in draft: inout ObjectDraft
    ) throws(TranslationError) {
        switch name {
        case "type": setType(value, in: &draft)
        case "properties":
            var properties: [JSONValue.Member] = []
            for (name, value) in value.object?.rest ?? [] { properties.append(.init(name, try form(of: value, depth: depth + 1))) }
            draft.set(name, .object(properties))
        case "items":
            draft.set(name, try form(of: value, depth: depth + 1))
        case "anyOf", "oneOf":
            try setAlternatives(value, depth: depth, in: &draft)
        case "allOf":
            // One schema in it is a common way to put a description beside a reference.
            guard let elements = value.elements, elements.count == 1 else { return _ = losses.insert("allOf is left out") }
            if case .object(let members) = try form(of: elements[0], depth: depth + 1) { draft.fill(with: members) }
        case "const":
            if let text = value.string { draft.set("enum", [.string(text)]) } else { losses.insert("const is left out") }
        case "enum":
            let texts = (value.elements ?? []).filter { !$0.isNull }
            if texts.allSatisfy(\.isString) { draft.set(name, .array(texts.map(\.raw))) } else { losses.insert("enum is left out") }
        case "format":
            if let format = value.string, Self.formats.contains(format) {
                draft.set(name, format)
            } else {
                losses.insert("format is left out")
            }
        case "$defs", "definitions", "$schema", "$id", "$comment": break
        default:
            if Self.plainKeywords.contains(name) { draft.set(name, value.raw) } else { losses.insert("\(name.prefix(40)) is left out") }
        }
    }

    private mutating func setType(_ value: JSONReader, in draft: inout ObjectDraft) {
        if let type = value.string { return draft.set("type", type.uppercased()) }
        let types = (value.elements ?? []).compactMap(\.string)
        let others = types.filter { $0 != "null" }
        if others.count < types.count { draft.set("nullable", true) }
        if others.count == 1 {
            draft.set("type", others[0].uppercased())
        } else if others.count > 1 {
            draft.set("anyOf", .array(others.map { ["type": .string($0.uppercased())] }))
        }
    }

    /// `null` among the alternatives is `nullable`.
    private mutating func setAlternatives(_ value: JSONReader, depth: Int, in draft: inout ObjectDraft) throws(TranslationError) {
        var forms: [JSONValue] = []
        for element in value.elements ?? [] {
            if element.string("type") == "null" {
                draft.set("nullable", true)
            } else {
                forms.append(try form(of: element, depth: depth + 1))
            }
        }
        if forms.count == 1, case .object(let members) = forms[0] {
            draft.fill(with: members)
        } else if !forms.isEmpty {
            draft.set("anyOf", .array(forms))
        }
    }
}

extension GoogleSchema {
    /// A schema in Google's form as JSON Schema: types in small letters, `nullable` as a type.
    static func jsonSchema(_ reader: JSONReader, depth: Int = 0, limits: TranslationLimits) throws(TranslationError) -> JSONValue {
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
