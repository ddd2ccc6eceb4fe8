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
        var steps: [String] = []
        var path = self
        while true {
            switch path {
            case .root:
                return steps.reversed().joined()
            case .member(.root, let name):
                steps.append(name)
                path = .root
            case .member(let parent, let name):
                steps.append("." + name)
                path = parent
            case .element(let parent, let index):
                steps.append(withIndices ? "[\(index)]" : "[]")
                path = parent
            }
        }
    }
}
