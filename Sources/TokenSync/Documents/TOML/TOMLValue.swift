/// A value of a TOML text: what it is, and which bytes spell it.
struct TOMLValue: Sendable {
    enum Kind: Sendable {
        /// Decoded.
        case string(String)
        case boolean(Bool)
        /// A number, a date or a time, as it is spelled.
        case other
        case array([TOMLValue])
        case inlineTable([TOMLPair])
    }

    let kind: Kind
    let range: Range<Int>
}
