/// What a vendor signs or encrypts of its model's reasoning. It is of use to the dialect alone that it came from.
struct Signature: Equatable, Sendable {
    enum Kind: String, Sendable {
        /// Signs the thought that it stands beside.
        case thought
        /// Is the thought, encrypted.
        case hidden
        /// Signs the tool call behind it.
        case call
    }

    let dialect: Dialect
    let kind: Kind
    /// The id of the item that it belongs to; empty where the dialect has none.
    let id: String
    let value: String

    init(_ dialect: Dialect, _ kind: Kind, id: String = "", value: String) {
        self.dialect = dialect
        self.kind = kind
        self.id = id
        self.value = value
    }
}
