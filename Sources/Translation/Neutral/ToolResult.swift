/// What a tool gave back.
struct ToolResult: Equatable, Sendable {
    var callID: String
    /// The tool's name, where the dialect repeats it.
    var name: String?
    /// Texts, images and files.
    var parts: [Part]
    var isError = false
    var isFreeform = false

    /// All texts, nothing between them.
    var text: String {
        parts.reduce(into: "") { text, part in
            if case .text(let piece) = part.kind { text += piece }
        }
    }
}
