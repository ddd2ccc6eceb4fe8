/// One step on the way from a settings file's root to a value in it.
enum PathStep: Hashable, Sendable {
    /// The member of an object that has this name.
    case key(String)
    /// The first item of a list that is an object whose member `key` is the string `value`.
    case item(key: String, value: String)
}

extension PathStep: ExpressibleByStringInterpolation {
    init(stringLiteral name: String) {
        self = .key(name)
    }
}

extension [PathStep] {
    /// The path for a person: an item of a list is written behind the list, as in `models[name=Argo]`.
    var names: [String] {
        var names: [String] = []
        for step in self {
            switch step {
            case .key(let name): names.append(name)
            case .item(let key, let value): names.append("\(names.popLast() ?? "")[\(key)=\(value)]")
            }
        }
        return names
    }
}
