/// A thought of the model in a request, with what its vendor needs to trust it.
struct ReasoningText: Equatable, Sendable {
    /// Empty for a thought that is hidden.
    var text: String
    var signature: Signature?
}
