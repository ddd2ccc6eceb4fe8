/// A document of plain text for dialects that have files of other types only.
enum DocumentText {
    static func wrapped(_ text: String, name: String?) -> String {
        guard let name else { return "<document>\n\(text)\n</document>" }
        return "<document title=\"\(name.replacing("\"", with: "'"))\">\n\(text)\n</document>"
    }
}
