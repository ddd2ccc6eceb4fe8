/// What a vendor signs or encrypts of its model's reasoning. It is of use to the dialect alone that it came from.
public struct Signature: Equatable, Sendable {
    public enum Kind: String, Sendable {
        /// Signs the thought that it stands beside.
        case thought
        /// Is the thought, encrypted.
        case hidden
        /// Signs the tool call behind it.
        case call
    }

    public let dialect: Dialect
    public let kind: Kind
    /// The id of the item that it belongs to; empty where the dialect has none.
    public let id: String
    public let value: String

    public init(_ dialect: Dialect, _ kind: Kind, id: String = "", value: String) {
        self.dialect = dialect
        self.kind = kind
        self.id = id
        self.value = value
    }
}
