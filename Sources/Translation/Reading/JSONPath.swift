/// Where a value stands in a JSON text, spelled as `messages[3].content[0]`.
package indirect enum JSONPath: Hashable, Sendable, CustomStringConvertible {
    case root
    case member(JSONPath, String)
    case element(JSONPath, Int)

    /// As `messages[3].content[0]`.
    package var description: String { spelled(withIndices: true) }

    /// The path with `[]` for every index: the same for all elements of an array.
    var pattern: String { spelled(withIndices: false) }

    func appending(_ name: String) -> JSONPath { .member(self, name) }

    private func spelled(withIndices: Bool) -> String {
        switch self {
        case .root: ""
        case .member(.root, let name): name
        case .member(let parent, let name): parent.spelled(withIndices: withIndices) + "." + name
        case .element(let parent, let index): parent.spelled(withIndices: withIndices) + (withIndices ? "[\(index)]" : "[]")
        }
    }
}
