package import Models
import NIOConcurrencyHelpers

/// The providers by their names, and the models that the user's names and theirs mean.
struct ProviderDirectory: Sendable {
    /// Argo alone.
    static let none = ProviderDirectory([])

    let providers: [Provider]
    private let byName: [String: Provider]
    private let aliases: [String: ModelAlias]

    /// - Parameter providers: the first of two with one name counts.
    init(_ providers: [Provider], aliases: [ModelAlias] = []) {
        self.providers = providers
        byName = Dictionary(providers.map { ($0.name, $0) }) { first, _ in first }
        self.aliases = Dictionary(aliases.map { ($0.name, $0) }) { first, _ in first }
    }

    /// What the user means by a name; nil where the user has not defined it.
    func alias(_ name: String) -> ModelAlias? { aliases.isEmpty ? nil : aliases[name] }

    /// Every name that is known in advance and is not Argo's.
    var names: [String] {
        aliases.keys.sorted() + providers.flatMap { provider in provider.knownModels.map { "\(provider.name)/\($0)" } }
    }

    /// The model that a name such as `alcf-sophia/openai/gpt-oss-120b` means; nil for one that begins with no provider's name.
    func model(_ name: String) -> ProviderModel? {
        guard !byName.isEmpty, name.utf8.count <= ModelName.maximumLength,
            let end = name.utf8.firstIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") })
        else { return nil }
        let id = name[name.utf8.index(after: end)...]
        guard !id.isEmpty, let provider = byName[name[..<end].lowercased()] else { return nil }
        return ProviderModel(provider: provider, id: String(id))
    }
}

/// A model of a provider's that a request asks for.
struct ProviderModel: Sendable {
    let provider: Provider
    /// What the provider calls it.
    let id: String
}

/// A name that the user has given a model, and what is known of the model.
package struct ModelAlias: Equatable, Sendable {
    /// What clients ask for.
    package let name: String
    /// Any name that the model can be asked for by.
    package let target: String
    /// What it can do; nil where nothing is said of it.
    package let capabilities: Set<ModelCapability>?
    /// The most tokens that it answers with; nil where nothing is said of it.
    package let maximumOutput: Int?
    /// The tokens that a conversation with it may have; nil where nothing is said of it.
    package let contextTokens: Int?

    /// - Parameters: as of the properties; numbers are above 0.
    package init(
        name: String, target: String, capabilities: Set<ModelCapability>? = nil, maximumOutput: Int? = nil, contextTokens: Int? = nil
    ) {
        self.name = name
        self.target = target
        self.capabilities = capabilities
        self.maximumOutput = maximumOutput
        self.contextTokens = contextTokens
    }
}

/// A provider's models, as far as they are known.
struct ProviderListing: Equatable, Sendable {
    enum State: String, Sendable {
        /// It has told them.
        case listed
        /// It has not been asked yet.
        case unread
        case needsLogin = "needs login"
        /// It has been asked, and did not tell them.
        case unavailable
    }

    var state: State
    /// Its own names for them.
    var models: [String]
    /// Why it has not told them, whole sentences.
    var reason: String?
}

/// The providers' models, for those who look for a name.
final class ProviderListings: Sendable {
    private let listings: NIOLockedValueBox<[(provider: String, listing: ProviderListing)]>
    private let aliases: [String]

    init(_ providers: [Provider], aliases: [ModelAlias]) {
        listings = NIOLockedValueBox(providers.map { ($0.name, ProviderListing(state: .unread, models: $0.knownModels)) })
        self.aliases = aliases.map(\.name)
    }

    func update(_ listing: ProviderListing, of provider: String) {
        listings.withLockedValue { listings in
            for index in listings.indices where listings[index].provider == provider { listings[index].listing = listing }
        }
    }

    subscript(provider: String) -> ProviderListing? {
        listings.withLockedValue { listings in listings.first { $0.provider == provider }?.listing }
    }

    /// Every name of a model that is not Argo's.
    var names: [String] {
        aliases + listings.withLockedValue { $0.flatMap { entry in entry.listing.models.map { "\(entry.provider)/\($0)" } } }
    }
}
