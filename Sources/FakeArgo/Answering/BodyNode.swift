import LosslessJSON

/// One value of a request body together with the text that it stands in.
struct BodyNode {
    let document: JSONDocument
    let node: JSONNode

    init(_ document: JSONDocument) {
        self.document = document
        node = document.root
    }

    private init(_ document: JSONDocument, _ node: JSONNode) {
        self.document = document
        self.node = node
    }

    /// The member of an object; nil when there is none or when it is null.
    subscript(_ name: String) -> BodyNode? {
        guard let value = document.value(name, of: node), value.kind != .null else { return nil }
        return BodyNode(document, value)
    }

    var kind: JSONNode.Kind { node.kind }
    var string: String? { document.string(node) }
    var integer: Int? { document.integer(node) }
    var number: Double? { document.number(node) }
    var isTrue: Bool { node.kind == .true }
    var elements: [BodyNode] { document.elements(of: node).map { BodyNode(document, $0) } }
    var memberNames: [String] { document.members(of: node).map { document.name(of: $0) } }
    /// The bytes that spell the value.
    var text: [UInt8] { Array(document.text(of: node)) }
}
