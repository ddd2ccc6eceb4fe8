/// One value of a document: what it is and which bytes spell it.
package struct JSONNode: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case object, array, string, number, `true`, `false`, null
    }

    package let kind: Kind
    /// The bytes of the value, quotes and brackets included.
    package let range: Range<Int>

    package init(kind: Kind, range: Range<Int>) {
        self.kind = kind
        self.range = range
    }
}

/// One `"name": value` of an object.
package struct JSONMember: Equatable, Sendable {
    /// The bytes of the name, quotes included.
    package let name: Range<Int>
    package let value: JSONNode

    /// From the name's opening quote to the value's last byte.
    package var range: Range<Int> { name.lowerBound..<value.range.upperBound }

    package init(name: Range<Int>, value: JSONNode) {
        self.name = name
        self.value = value
    }
}
