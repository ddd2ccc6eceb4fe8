import LosslessJSON

/// The messages of a chat history whose `content` is `null`, as many clients send it beside tool calls.
struct NullContents {
    private static let search = ByteSearch("null")
    private let document: JSONDocument

    init(in document: JSONDocument) {
        self.document = document
    }

    /// The edits that make them empty strings.
    func fillings(in messages: JSONNode) -> [TextEdit] {
        let candidates = Self.search.offsets(in: document.bytes, messages.range)
        guard !candidates.isEmpty else { return [] }
        return document.elements(of: messages).filter { ByteSearch.hasOffset(candidates, in: $0.range) }.flatMap { message in
            document.members(of: message)
                .filter { $0.value.kind == .null && document.has(name: "content", $0) }
                .map { TextEdit($0.value.range, Array("\"\"".utf8)) }
        }
    }
}
