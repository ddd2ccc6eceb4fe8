/// A tool that the client offers to the model.
public struct Tool: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        /// With the bytes of its JSON schema; nil for one without parameters.
        case function(schema: [UInt8]?)
        /// Called with any text, not with JSON; `format` are the bytes of the grammar object.
        case freeform(format: [UInt8]?)
    }

    public var name: String
    public var description: String?
    public var kind: Kind
    public var isStrict: Bool?
    public var cache: CacheMark?
    public var path: JSONPath

    /// The schema of a freeform tool where it has to be a function: one text named `input`.
    static let freeformSchema = Array(
        #"{"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}"#.utf8
    )
    static let emptySchema = Array(#"{"type":"object","properties":{}}"#.utf8)
}
