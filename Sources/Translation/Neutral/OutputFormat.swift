/// The form that the answer's text has to have.
public struct OutputFormat: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        /// Any JSON object.
        case json
        /// - Parameter schema: the bytes of a JSON schema.
        case schema([UInt8])
    }

    public var kind: Kind
    public var name: String?
    public var description: String?
    public var isStrict: Bool?
    public var path: JSONPath
}
