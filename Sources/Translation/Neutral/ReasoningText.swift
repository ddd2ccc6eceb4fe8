/// A thought of the model in a request, with what its vendor needs to trust it.
public struct ReasoningText: Equatable, Sendable {
    /// Empty for a thought that is hidden.
    public var text: String
    public var signature: Signature?
}
