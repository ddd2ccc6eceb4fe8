/// One value of a document: what it is and which bytes spell it.
public struct JSONNode: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        case object, array, string, number, `true`, `false`, null
    }

    public let kind: Kind
    /// The bytes of the value, quotes and brackets included.
    public let range: Range<Int>

    public init(kind: Kind, range: Range<Int>) {
        self.kind = kind
        self.range = range
    }
}

/// One `"name": value` of an object.
public struct JSONMember: Equatable, Sendable {
    /// The bytes of the name, quotes included.
    public let name: Range<Int>
    public let value: JSONNode

    /// From the name's opening quote to the value's last byte.
    public var range: Range<Int> { name.lowerBound..<value.range.upperBound }

    public init(name: Range<Int>, value: JSONNode) {
        self.name = name
        self.value = value
    }
}
