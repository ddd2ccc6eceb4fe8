/// What stands in a thinking block's `signature` for a client of Messages.
enum MessagesSignature {
    /// A thought that nobody signed gets a mark of where it came from: so it can go back there, and nowhere else.
    static func spelled(_ signature: Signature?, from upstream: Dialect) -> String {
        (signature ?? Signature(upstream, .thought, value: "")).spelled(in: .messages)
    }
}
