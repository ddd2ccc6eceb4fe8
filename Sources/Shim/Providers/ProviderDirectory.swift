/// The providers by their names, and the models that names mean.
struct ProviderDirectory: Sendable {
    /// Argo alone.
    static let none = ProviderDirectory([])

    let providers: [Provider]
    private let byName: [String: Provider]

    /// - Parameter providers: the first of two with one name counts.
    init(_ providers: [Provider]) {
        self.providers = providers
        byName = Dictionary(providers.map { ($0.name, $0) }) { first, _ in first }
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
