import LosslessJSON

/// One value of a settings file that a plan would change, as a person may see it.
package struct SettingChange: Equatable, Sendable {
    /// Keys from the root of the file; an item of a list is written behind the list, as in `models[name=Argo]`.
    package let path: [String]
    /// The value that is there, as JSON; nil when there is none. A secret one is left out.
    package let before: String?
    /// The value that is going to be there; nil when there is going to be none. A secret one is left out.
    package let after: String?

    init(path: [PathStep], before: JSONValue?, after: JSONValue?, isSecret: Bool) {
        let hidden = "(not shown)"
        self.path = path.names
        self.before = before.map { isSecret ? hidden : String(decoding: $0.serialized, as: UTF8.self) }
        self.after = after.map { isSecret ? hidden : String(decoding: $0.serialized, as: UTF8.self) }
    }
}

extension SettingChange: CustomStringConvertible {
    /// `key: old → new`.
    package var description: String {
        "\(path.joined(separator: ".")): \(before.map { "\($0) → " } ?? "")\(after ?? "(removed)")"
    }
}
