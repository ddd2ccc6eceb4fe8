import LosslessJSON
import Translation

/// The tools of a request that are marked `strict`.
struct StrictTools {
    private static let search = ByteSearch("\"strict\"")
    private let document: JSONDocument
    private let dialect: Dialect

    init(in document: JSONDocument, dialect: Dialect) {
        self.document = document
        self.dialect = dialect
    }

    /// The edits that take the mark off; properties called `strict` inside of a schema are not touched.
    func removals(from tools: JSONNode) -> [TextEdit] {
        let candidates = Self.search.offsets(in: document.bytes, tools.range)
        guard !candidates.isEmpty else { return [] }
        return document.elements(of: tools).filter { ByteSearch.hasOffset(candidates, in: $0.range) }.flatMap { tool in
            let marked = dialect == .chat ? document.value("function", of: tool) : tool
            guard let marked else { return [TextEdit]() }
            var object = ObjectEdit(marked, in: document)
            object.remove("strict")
            return object.textEdits
        }
    }
}
