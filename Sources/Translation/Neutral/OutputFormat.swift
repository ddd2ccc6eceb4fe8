/// The form that the answer's text has to have.
struct OutputFormat: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        /// Any JSON object.
        case json
        /// - Parameter schema: the bytes of a JSON schema.
        case schema([UInt8])
    }

    var kind: Kind
    var name: String?
    var description: String?
    var isStrict: Bool?
    var path: JSONPath
}
