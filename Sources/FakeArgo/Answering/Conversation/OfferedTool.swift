import LosslessJSON

/// A tool that a request offers.
struct OfferedTool {
    let name: String
    /// Whether its input is a text rather than an object (OpenAI's `custom` tools).
    let isFreeform: Bool
    private let schema: BodyNode?

    init?(_ name: BodyNode?, schema: BodyNode?, isFreeform: Bool = false) {
        guard let name = name?.string else { return nil }
        self.name = name
        self.schema = schema
        self.isFreeform = isFreeform
    }

    /// Whether a text asks for this tool: it says "use the tool NAME", or it speaks of the weather and the tool does so in its name.
    func isAsked(for text: String) -> Bool {
        let text = text.lowercased()
        let name = name.lowercased()
        if name.contains("weather"), text.contains("weather") { return true }
        let phrase = "use the tool \(name)"
        guard let start = text.ranges(of: phrase).first(where: { !Self.continuesName(text, behind: $0.upperBound) }) else { return false }
        return !start.isEmpty
    }

    /// Whether a longer name goes on here, as `read_file` does behind `read`.
    private static func continuesName(_ text: String, behind end: String.Index) -> Bool {
        guard end < text.endIndex else { return false }
        let next = text[end]
        return next.isLetter || next.isNumber || next == "_" || next == "-"
    }

    /// Arguments that fit the schema as far as its required properties go; the text to pass on for a freeform tool.
    var arguments: [UInt8] {
        isFreeform ? Array("hello".utf8) : Self.value(for: schema, name: name, depth: 0).serialized
    }

    /// A value for a schema (https://json-schema.org): the first of an `enum`, else a plain value of its type.
    private static func value(for schema: BodyNode?, name: String, depth: Int) -> JSONValue {
        if let first = schema?["enum"]?.elements.first ?? schema?["const"] { return .raw(first.text) }
        let type = schema?["type"]?.string ?? schema?["type"]?.elements.first?.string
        switch type ?? (depth == 0 ? "object" : "string") {
        case "object" where depth < 8:
            let properties = schema?["properties"]
            let required = (schema?["required"]?.elements ?? []).compactMap(\.string)
            return .object(required.map { JSONValue.Member($0, value(for: properties?[$0], name: $0, depth: depth + 1)) })
        case "object": return [:]
        case "array": return []
        case "integer", "number": return 1
        case "boolean": return true
        case "null": return nil
        default: return .string(name == "city" || name == "location" ? "Chicago" : "example \(name)")
        }
    }
}
