package import Shim
import SystemSupport
package import TokenSync

/// The models that clients can ask for, for settings that name models.
package struct KnownModels: Sendable {
    /// Argo's list; nil while it is not known.
    private let catalogue: ModelCatalogue?
    /// Those beside Argo's.
    private let others: ConfiguredModels

    package init(_ catalogue: ModelCatalogue?, others: ConfiguredModels = .none) {
        self.catalogue = catalogue
        self.others = others
    }

    /// - Parameter state: the state folder, in which a shim keeps Argo's list.
    package init(state: String, others: ConfiguredModels = .none) {
        // Without a list nothing is written about models, and the next shim makes up for it.
        let bytes = try? StateFile(path: state + "/models.json", sizeLimit: 8 * 1024 * 1024).load()
        self.init(bytes.flatMap { try? ModelCatalogue(modelsReply: $0) }, others: others)
    }

    /// Whether a shim has seen Argo's list yet.
    package var isEmpty: Bool { catalogue == nil }

    package var tiers: ModelTiers {
        ModelTiers(
            opus: catalogue?.newest(ofFamily: "opus"), sonnet: catalogue?.newest(ofFamily: "sonnet"),
            haiku: catalogue?.newest(ofFamily: "haiku"), gemini: catalogue?.newest(ofFamily: "gemini"))
    }

    /// The names of the models for conversations, Argo's first; none while Argo's are not known.
    package var names: [String] {
        guard let catalogue else { return [] }
        let names = catalogue.entries.map(\.canonicalID).filter { !$0.contains("embedding") }
        return names + others.names.filter { !names.contains($0) }
    }

    /// Every name that Argo and the vendors have for them.
    package var spellings: Set<String> {
        Set((catalogue ?? .builtIn).entries.flatMap { [$0.displayID, $0.internalID, $0.canonicalID] + $0.aliases })
    }

    /// The name by which clients know a model.
    ///
    /// - Parameter name: as a person writes it.
    /// - Throws: `Advice` for a name that means no model.
    package func canonical(_ name: String) throws -> String {
        let known = catalogue ?? .builtIn
        if others.contains(name) { return name }
        if let model = known.resolve(name) { return model.canonicalID }
        throw Advice(
            "Unknown model: \(name).",
            hints: ["Nearest models: " + known.nearest(to: name, limit: 3, among: others.names).joined(separator: ", ")],
            exitCode: .usage)
    }
}

/// The models beside Argo's that clients can be told of: names of the user's own, and what is known beforehand of the providers' models.
package struct ConfiguredModels: Equatable, Sendable {
    package static let none = ConfiguredModels(names: [], aliases: [], providers: [])

    /// For clients that have a list: models for conversations, in the order of the configuration.
    package let names: [String]
    /// The user's own, whatever they are for.
    private let aliases: Set<String>
    private let providers: Set<String>

    package init(names: [String], aliases: Set<String>, providers: Set<String>) {
        self.names = names
        self.aliases = aliases
        self.providers = providers
    }

    /// Whether clients can ask for a model by a name, though Argo does not have it.
    package func contains(_ name: String) -> Bool {
        if aliases.contains(name) { return true }
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[1].isEmpty && providers.contains(String(parts[0]))
    }
}
