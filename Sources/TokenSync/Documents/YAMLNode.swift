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

/// One `key: value` of a mapping.
struct YAMLMember: Sendable {
    let name: String
    /// From the key's first byte to its colon, which is part of it.
    let key: Range<Int>
    let value: YAMLNode
}

/// One `- value` of a sequence.
struct YAMLItem: Sendable {
    /// Offset of the dash.
    let dash: Int
    let value: YAMLNode
}

/// A scalar of a YAML text.
struct YAMLScalar: Equatable, Sendable {
    enum Style: Equatable, Sendable {
        case plain, singleQuoted, doubleQuoted
        /// `|` or `>`.
        case block
    }

    let style: Style
    /// Decoded; nil for one over several lines, which is not edited.
    let text: String?
}

/// An anchor or a tag before a node.
struct YAMLProperty: Sendable {
    let construct: UneditableConstruct
    let range: Range<Int>
}
