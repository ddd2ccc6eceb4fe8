/// The model of one request.
struct ResolvedModel: Sendable {
    /// What the client named; nil when it named none.
    var requested: String?
    /// What goes upstream.
    var sent: String?
    var owner: ModelOwner?
    var identity: ModelIdentity?
    /// How notes call it.
    var label = "the model"

    /// No model is named.
    init() {}

    /// A model that the catalogue does not have. Its name still tells whose it is.
    init(unknown requested: String) {
        self.requested = requested
        sent = requested
        identity = ModelIdentity(requested)
        owner = identity?.family.owner
        label = RewrittenRequest.printable(String(requested.prefix(100)))
    }

    init(requested: String, sent: String, entry: ModelEntry) {
        self.requested = requested
        self.sent = sent
        identity = entry.identity ?? ModelIdentity(requested)
        owner = entry.owner ?? identity?.family.owner
        label = RewrittenRequest.printable(String(entry.canonicalID.prefix(100)))
    }
}
