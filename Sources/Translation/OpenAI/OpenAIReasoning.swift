/// The words of `reasoning_effort` and `reasoning.effort`.
enum OpenAIReasoning {
    static func reasoning(effort field: JSONReader?, isShown: Bool? = nil, path: JSONPath) throws(TranslationError) -> Reasoning {
        guard let field else { return Reasoning(.automatic, isShown: isShown, path: path) }
        let word = try field.requireString()
        if word == "none" { return Reasoning(.disabled, path: path) }
        guard let effort = ReasoningEffort(rawValue: word) else { throw .unknownValue(field.path, word) }
        return Reasoning(.enabled, effort: effort, isShown: isShown, path: path)
    }

    /// - Returns: nil where nothing is to be said.
    static func word(_ reasoning: Reasoning?) -> String? {
        guard let reasoning else { return nil }
        return reasoning.mode == .disabled ? "none" : reasoning.level?.rawValue
    }
}
