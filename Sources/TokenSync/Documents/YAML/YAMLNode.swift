/// A node of a YAML text: what it is, and which bytes spell it.
struct YAMLNode: Sendable {
    enum Kind: Sendable {
        /// Block style; `column` is where its keys begin, counted from 0.
        case mapping([YAMLMember], column: Int)
        /// Block style; `column` is where its dashes stand, counted from 0.
        case sequence([YAMLItem], column: Int)
        case scalar(YAMLScalar)
        /// A collection in braces or brackets, which is looked at as a whole.
        case flow(isEmpty: Bool)
        case alias
        /// Nothing, which is null.
        case empty
    }

    let kind: Kind
    /// The bytes of the value, without an anchor or a tag before it and without comments behind it.
    let range: Range<Int>
    /// An anchor or a tag before the value.
    var property: YAMLProperty?
}
