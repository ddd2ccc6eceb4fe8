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

    /// Notes what a freeform tool loses where it has to be a function.
    func noteLostGrammar(_ notes: inout TranslationNotes) {
        if case .freeform(.some) = kind { notes.drop(path.appending("format"), "a function has a schema, and no grammar") }
    }

    /// The schema of a freeform tool where it has to be a function: one text named `input`.
    static let freeformSchema = Array(
        #"{"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}"#.utf8
    )
    static let emptySchema = Array(#"{"type":"object","properties":{}}"#.utf8)
}
