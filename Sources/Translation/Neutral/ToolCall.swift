/// A tool's call by the model.
public struct ToolCall: Equatable, Sendable {
    public var id: String
    public var name: String
    /// As the model wrote them: JSON as a rule, but not always well-formed; for a freeform tool any text.
    public var arguments: String
    public var isFreeform = false
    /// Google signs calls, not only thoughts.
    public var signature: Signature?
}
