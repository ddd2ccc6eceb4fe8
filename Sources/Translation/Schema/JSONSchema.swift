internal import LosslessJSON

/// Small needs of the vendors about the schemas of tools.
enum JSONSchema {
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
