import LosslessJSON

/// A value out of an error, which may be JSON or what Python's `repr` makes of the same.
indirect enum LooseValue: Equatable {
    case object([Member])
    case list([LooseValue])
    case string(String)
    case integer(Int)
    /// A truth value, null or a fraction, none of which an error is read for.
    case other

    struct Member: Equatable {
        let name: String
        let value: LooseValue
    }

    /// Errors are nested four or five deep; what lies deeper is not read.
    private static let maximumDepth = 16

    init(_ document: JSONDocument) {
        self.init(document.root, in: document, depth: 0)
    }

    private init(_ node: JSONNode, in document: JSONDocument, depth: Int) {
        switch node.kind {
        case .object where depth < Self.maximumDepth:
            self = .object(
                document.members(of: node).map {
                    Member(name: document.name(of: $0), value: LooseValue($0.value, in: document, depth: depth + 1))
                }
            )
        case .array where depth < Self.maximumDepth:
            self = .list(document.elements(of: node).map { LooseValue($0, in: document, depth: depth + 1) })
        case .string: self = document.string(node).map { .string($0) } ?? .other
        case .number: self = document.integer(node).map { .integer($0) } ?? .other
        default: self = .other
        }
    }

    subscript(name: String) -> LooseValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    var string: String? {
        guard case .string(let string) = self else { return nil }
        return string
    }

    var integer: Int? {
        guard case .integer(let integer) = self else { return nil }
        return integer
    }

    var isObject: Bool {
        guard case .object = self else { return false }
        return true
    }
}
