/// A model of a provider's that a request asks for.
struct ProviderModel: Equatable, Sendable {
    /// The provider's name.
    let provider: String
    /// What the provider calls it.
    let id: String
}
