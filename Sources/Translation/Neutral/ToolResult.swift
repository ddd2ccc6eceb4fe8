/// What a tool gave back.
public struct ToolResult: Equatable, Sendable {
    public var callID: String
    /// The tool's name, where the dialect repeats it.
    public var name: String?
    /// Texts, images and files.
    public var parts: [Part]
    public var isError = false
    public var isFreeform = false

    /// All texts, nothing between them.
    var text: String {
        parts.reduce(into: "") { text, part in
            if case .text(let piece) = part.kind { text += piece }
        }
    }
}
