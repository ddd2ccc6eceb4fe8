internal import LosslessJSON

/// A tool that the client offers to the model.
struct Tool: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        /// With the bytes of its JSON schema; nil for one without parameters.
        case function(schema: [UInt8]?)
        /// Called with any text, not with JSON; `format` are the bytes of the grammar object.
        case freeform(format: [UInt8]?)
    }

    var name: String
    var description: String?
    var kind: Kind
    var isStrict: Bool?
    var cache: CacheMark?
    var path: JSONPath

    var isFreeform: Bool { if case .freeform = kind { true } else { false } }

    /// Notes what a freeform tool loses where it has to be a function.
    func noteLostGrammar(_ notes: inout TranslationNotes) {
        if case .freeform(.some) = kind { notes.drop(path.appending("format"), "a function has a schema, not a grammar") }
    }

    /// The schema of a freeform tool where it has to be a function: one text named `input`.
    static let freeformSchema = Array(
        #"{"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}"#.utf8
    )
    static let emptySchema = Array(#"{"type":"object","properties":{}}"#.utf8)
}

/// Which tools the model may or must call.
struct ToolChoice: Equatable, Sendable {
    enum Mode: Equatable, Sendable {
        case none, auto, required
        case tool(String)
        /// Only these; at least one of them where `isRequired`.
        case among([String], isRequired: Bool)
    }

    var mode: Mode
    var path: JSONPath

    var isForced: Bool {
        switch mode {
        case .required, .tool, .among(_, isRequired: true): true
        case .none, .auto, .among: false
        }
    }
}

/// A tool's call by the model.
struct ToolCall: Equatable, Sendable {
    var id: String
    var name: String
    /// As the model wrote them: JSON as a rule, but not always well-formed; for a freeform tool any text.
    var arguments = ""
    var isFreeform = false
    /// Google signs calls, not only thoughts.
    var signature: Signature?
}

/// What a tool gave back.
struct ToolResult: Equatable, Sendable {
    var callID: String
    /// The tool's name, where the dialect repeats it.
    var name: String?
    /// Texts, images and files.
    var parts: [Part]
    var isError = false
    var isFreeform = false
}

/// The name of a tool that stands in a namespace, which Responses alone has: Codex puts the tools of an MCP server into one.
///
/// Source: https://platform.openai.com/docs/guides/function-calling, "Defining namespaces".
struct NamespacedName: Equatable, Sendable {
    var namespace: String
    var name: String

    /// The one name that other dialects have for a tool.
    var joined: String { namespace.hasSuffix("__") ? namespace + name : namespace + "__" + name }
}

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
