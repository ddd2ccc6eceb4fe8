internal import LosslessJSON

/// `tool_choice` as Chat and Responses spell it: words, or objects that are nested in Chat and flat in Responses.
enum OpenAIToolChoice {
    private static let words: [String: ToolChoice.Mode] = ["none": .none, "auto": .auto, "required": .required]

    static func decode(_ reader: JSONReader?, notes: inout TranslationNotes) throws(TranslationError) -> ToolChoice? {
        guard let reader else { return nil }
        if let word = reader.string {
            guard let mode = words[word] else { throw .unknownValue(reader.path, word) }
            return ToolChoice(mode: mode, path: reader.path)
        }
        var object = try reader.requireObject()
        let type = try object.require("type")
        switch try type.requireString() {
        case "function", "custom":
            let namespace = try object.take("namespace")?.requireString()
            let name = try self.name(&object, type: type.string ?? "")
            let own = try name.requireString()
            return ToolChoice(mode: .tool(namespace.map { NamespacedName(namespace: $0, name: own).joined } ?? own), path: name.path)
        case "allowed_tools":
            var allowed = try object.take("allowed_tools")?.requireObject() ?? object
            let isRequired = try allowed.take("mode")?.requireString() == "required"
            var names: [String] = []
            for element in try allowed.require("tools").requireElements() {
                var tool = try element.requireObject()
                let type = try tool.require("type").requireString()
                names.append(try name(&tool, type: type).requireString())
            }
            return ToolChoice(mode: .among(names, isRequired: isRequired), path: reader.path)
        default:
            // A tool that the vendor runs is not among the tools any more.
            throw .unknownTool(reader.path, name: type.string ?? "")
        }
    }

    private static func name(_ object: inout ObjectReader, type: String) throws(TranslationError) -> JSONReader {
        if let nested = object.take(type) {
            var inner = try nested.requireObject()
            return try inner.require("name")
        }
        return try object.require("name")
    }

    static func encode(_ choice: ToolChoice, isNested: Bool, _ writing: inout RequestWriting) -> JSONValue {
        switch choice.mode {
        case .none: return "none"
        case .auto: return "auto"
        case .required: return "required"
        case .tool(let name): return reference(name, isNested: isNested, &writing)
        case .among(let names, let isRequired):
            let references = names.map { reference($0, isNested: isNested, &writing) }
            let allowed: [JSONValue.Member] = [
                .init("mode", isRequired ? "required" : "auto"), .init("tools", .array(references)),
            ]
            guard isNested else { return .object([.init("type", "allowed_tools")] + allowed) }
            return ["type": "allowed_tools", "allowed_tools": .object(allowed)]
        }
    }

    private static func reference(_ name: String, isNested: Bool, _ writing: inout RequestWriting) -> JSONValue {
        let isFreeform = writing.traits.takesFreeformTools && writing.conversation.tools.first { $0.name == name }?.isFreeform == true
        let type = isFreeform ? "custom" : "function"
        let spelled: JSONValue = .string(writing.naming.upstream(name))
        guard isNested else { return ["type": .string(type), "name": spelled] }
        return .object([.init("type", .string(type)), .init(type, ["name": spelled])])
    }
}
