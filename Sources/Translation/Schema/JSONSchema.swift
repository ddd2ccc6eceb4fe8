internal import LosslessJSON

/// Small needs of the vendors about the schemas of tools.
enum JSONSchema {
    /// The member that holds an answer whose schema is not one of an object.
    static let wrappedMember = "answer"

    /// A schema of an object with the schema as its only member, for those who take no other; nil for one of an object. Definitions
    /// stay at the top, where references look for them.
    static func wrapped(_ schema: [UInt8]) -> [UInt8]? {
        // A schema was read as JSON before.
        guard let document = try? JSONDocument(schema), document.root.kind == .object,
            let type = document.value("type", of: document.root), document.string(type) != "object"
        else { return nil }
        let definitions = document.members(of: document.root).filter { member in
            ["$defs", "definitions"].contains { document.has(name: $0, member) }
        }
        let above = definitions.flatMap { schema[$0.range.lowerBound..<$0.range.upperBound] + [UInt8(ascii: ",")] }
        return Array("{".utf8) + above + Array(#""type":"object","properties":{"\#(wrappedMember)":"#.utf8) + schema
            + Array(#"},"required":["\#(wrappedMember)"],"additionalProperties":false}"#.utf8)
    }

    /// The schema with `"type": "object"`, which Anthropic demands, put in front where there is no type.
    static func ofTypeObject(_ schema: [UInt8]) -> [UInt8] {
        // A schema was read as JSON before; one that is not stays as it is.
        guard let document = try? JSONDocument(schema), document.root.kind == .object, document.value("type", of: document.root) == nil
        else {
            return schema
        }
        let members = document.members(of: document.root)
        guard let first = members.first, let last = members.last else { return Tool.emptySchema }
        return Array(#"{"type":"object","#.utf8) + schema[first.range.lowerBound..<last.range.upperBound] + Array("}".utf8)
    }
}
