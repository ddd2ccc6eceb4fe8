import LosslessJSON

extension JSONDocument {
    /// A value in the terms of `SettingsDocument`; a number that is no plain integer stays as it is spelled.
    func settingsValue(of node: JSONNode) -> JSONValue {
        switch node.kind {
        case .string: return .string(string(node) ?? "")
        case .true: return .bool(true)
        case .false: return .bool(false)
        case .null: return .null
        case .number:
            let raw = Array(text(of: node))
            return integer(node).flatMap { Array(String($0).utf8) == raw ? .integer($0) : nil } ?? .raw(raw)
        case .array: return .array(elements(of: node).map(settingsValue))
        case .object: return .object(members(of: node).map { JSONValue.Member(name(of: $0), settingsValue(of: $0.value)) })
        }
    }

    /// The ranges of a container's members or elements.
    func children(of node: JSONNode) -> [Range<Int>] {
        node.kind == .array ? elements(of: node).map(\.range) : members(of: node).map(\.range)
    }
}
