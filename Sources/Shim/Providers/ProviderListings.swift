import NIOConcurrencyHelpers

/// The providers' models, for those who look for a name.
final class ProviderListings: Sendable {
    private let listings: NIOLockedValueBox<[(provider: String, listing: ProviderListing)]>
    private let aliases: [String]

    /// - Parameters:
    ///   - providers: those whose models it is about.
    ///   - aliases: the user's own names of models.
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

    /// Every name that a model can be asked for by that is none of Argo's.
    var names: [String] {
        aliases + listings.withLockedValue { $0.flatMap { entry in entry.listing.models.map { "\(entry.provider)/\($0)" } } }
    }
}
