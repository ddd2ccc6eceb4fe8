extension Provider {
    /// What stands in front of the names of Argo's own models (`ModelName`).
    package static let reservedNames: Set<String> = ["argo", "anthropic", "openai", "google", "azure", "vertex_ai", "gemini", "models"]
    /// The providers that need no configuration.
    package static let builtInNames: Set<String> = ["alcf-sophia", "alcf-metis"]

    /// Whether a text can be a provider's name: it begins the names of its models.
    package static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, ModelName.isLetter(first), text.utf8.count <= 64, !reservedNames.contains(text) else {
            return false
        }
        return text.utf8.allSatisfy { ModelName.isLetter($0) || ModelName.isDigit($0) || "._-".utf8.contains($0) }
    }
}
