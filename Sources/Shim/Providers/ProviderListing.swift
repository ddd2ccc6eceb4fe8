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
