import Shim
import SystemSupport
import TokenSync

/// The models that clients can ask for, for settings that name models.
struct KnownModels: Sendable {
    private let catalogue: ModelCatalogue?
    private let others: OtherModels

    /// - Parameters:
    ///   - catalogue: Argo's list; nil while it is not known.
    ///   - others: those beside Argo's.
    init(_ catalogue: ModelCatalogue?, others: OtherModels = .none) {
        self.catalogue = catalogue
        self.others = others
    }

    /// - Parameters:
    ///   - state: the state folder, in which a shim keeps Argo's list.
    ///   - others: those beside Argo's.
    init(state: String, others: OtherModels = .none) {
        // Without a list nothing is written about models, and the next shim makes up for it.
        let bytes = try? StateFile(path: state + "/models.json", sizeLimit: 8 * 1024 * 1024).load()
        self.init(bytes.flatMap { try? ModelCatalogue(modelsReply: $0) }, others: others)
    }

    /// Whether a shim has seen Argo's list yet.
    var isEmpty: Bool { catalogue == nil }

    var tiers: ModelTiers {
        ModelTiers(
            opus: catalogue?.newest(ofFamily: "opus"), sonnet: catalogue?.newest(ofFamily: "sonnet"),
            haiku: catalogue?.newest(ofFamily: "haiku"), gemini: catalogue?.newest(ofFamily: "gemini"))
    }

    /// The names of the models for conversations, Argo's first; none while Argo's are not known.
    var names: [String] {
        guard let catalogue else { return [] }
        let names = catalogue.entries.map(\.canonicalID).filter { !$0.contains("embedding") }
        return names + others.names.filter { !names.contains($0) }
    }

    /// Every name that Argo and the vendors have for them.
    var spellings: Set<String> {
        Set((catalogue ?? .builtIn).entries.flatMap { [$0.displayID, $0.internalID, $0.canonicalID] + $0.aliases })
    }

    /// The name by which clients know a model.
    ///
    /// - Parameter name: as a person writes it.
    /// - Throws: `Advice` for a name that means no model.
    func canonical(_ name: String) throws -> String {
        let known = catalogue ?? .builtIn
        if others.contains(name) { return name }
        if let model = known.resolve(name) { return model.canonicalID }
        throw Advice(
            "There is no model called \(name).",
            hints: ["Nearest: " + known.nearest(to: name, limit: 3, among: others.names).joined(separator: ", ")],
            exitCode: .usage)
    }
}
