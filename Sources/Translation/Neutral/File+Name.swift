extension File {
    /// What stands behind the dot in the names of files that OpenAI takes
    /// (https://platform.openai.com/docs/guides/file-inputs).
    private static let extensions = [
        "text/plain": "txt", "text/csv": "csv", "text/html": "html", "text/markdown": "md", "text/xml": "xml", "application/json": "json",
        "application/xml": "xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    ]

    /// Its name, or one that fits what is in it: OpenAI refuses a file without a name, and judges by its end.
    var spelledName: String {
        if let name { return name }
        guard case .media(.inline(let type, _)) = source, let end = Self.extensions[type.lowercased()] else { return "document.pdf" }
        return "document." + end
    }
}
