/// A tool's call by the model.
struct ToolCall: Equatable, Sendable {
    var id: String
    var name: String
    /// As the model wrote them: JSON as a rule, but not always well-formed; for a freeform tool any text.
    var arguments: String
    var isFreeform = false
    /// Google signs calls, not only thoughts.
    var signature: Signature?
}
