/// One fault or peculiarity of Argo, or of a model behind it, that requests are changed for; it can be switched off by its name.
package struct QuirkFix: Sendable {
    /// In lower case with hyphens, as it stands in settings.
    package let name: String
    /// What goes wrong without it, in one line.
    package let purpose: String
    let endpoints: [Endpoint]
    /// The models that it is for; empty for all.
    let models: [ModelRange]
    let change: QuirkChange

    /// Whether the fix is for a model.
    ///
    /// - Parameter identity: what is known of the model; nil for an unknown one, which gets no fix that is for particular models.
    func applies(to identity: ModelIdentity?) -> Bool {
        guard !models.isEmpty else { return true }
        guard let identity else { return false }
        return models.contains { $0.contains(identity) }
    }

    /// What can be switched off: fixes, then translations.
    package static var names: [String] { all.map(\.name) + TranslationRule.all.map(\.name) }

    /// Checks names that are to be switched off: of fixes, or of translations (`TranslationRule`).
    ///
    /// - Throws: `UnknownQuirkFix` when there is one that names neither.
    package static func validate(_ names: Set<String>) throws(UnknownQuirkFix) {
        let unknown = names.subtracting(self.names)
        guard unknown.isEmpty else { throw UnknownQuirkFix(names: unknown.sorted(), known: self.names) }
    }
}
