/// The providers by their names, and the models that the user's names and theirs mean.
struct ProviderDirectory: Sendable {
    /// Argo alone.
    static let none = ProviderDirectory([])

    let providers: [Provider]
    private let byName: [String: Provider]
    private let aliases: [String: ModelAlias]

    /// - Parameters:
    ///   - providers: the first of two with one name counts.
    ///   - aliases: the user's own names of models.
    init(_ providers: [Provider], aliases: [ModelAlias] = []) {
        self.providers = providers
        byName = Dictionary(providers.map { ($0.name, $0) }) { first, _ in first }
        self.aliases = Dictionary(aliases.map { ($0.name, $0) }) { first, _ in first }
    }

    /// What the user means by a name; nil where it is no name of the user's.
    func alias(_ name: String) -> ModelAlias? { aliases.isEmpty ? nil : aliases[name] }

    /// Every name that is known beforehand and is none of Argo's.
    var names: [String] {
        aliases.keys.sorted() + providers.flatMap { provider in provider.knownModels.map { "\(provider.name)/\($0)" } }
    }

    func provider(named name: String) -> Provider? { byName[name] }

    /// The model that a name such as `alcf-sophia/openai/gpt-oss-120b` means; nil for one that begins with no provider's name.
    func model(_ name: String) -> ProviderModel? {
        guard !byName.isEmpty, name.utf8.count <= ModelName.maximumLength,
            let end = name.utf8.firstIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") })
        else { return nil }
        let id = name[name.utf8.index(after: end)...]
        guard !id.isEmpty, let provider = byName[name[..<end].lowercased()] else { return nil }
        return ProviderModel(provider: provider.name, id: String(id))
    }
}
