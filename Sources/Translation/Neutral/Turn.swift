/// What one side says before the other speaks again.
struct Turn: Equatable, Sendable {
    enum Role: Equatable, Sendable {
        case system, developer, user, assistant
    }

    var role: Role
    var parts: [Part]
    var path: JSONPath

    init(_ role: Role, _ parts: [Part], path: JSONPath) {
        self.role = role
        self.parts = parts
        self.path = path
    }

    var calls: [ToolCall] {
        parts.compactMap { if case .call(let call) = $0.kind { call } else { nil } }
    }

    var results: [ToolResult] {
        parts.compactMap { if case .result(let result) = $0.kind { result } else { nil } }
    }

    /// All texts, nothing between them.
    var text: String {
        parts.reduce(into: "") { text, part in
            if case .text(let piece) = part.kind { text += piece }
        }
    }
}
