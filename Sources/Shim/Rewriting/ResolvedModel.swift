/// The model of one request.
struct ResolvedModel: Sendable {
    /// What the client named; nil when it named none.
    var requested: String?
    /// What goes upstream.
    var sent: String?
    var owner: ModelOwner?
    var identity: ModelIdentity?
    /// Whether Argo's list has it.
    private(set) var isListed = false
    private var name = "the model"
    /// How notes call it.
    var label: String { RewrittenRequest.printable(String(name.prefix(100))) }

    /// No model is named.
    init() {}

    /// A model that the catalogue does not have. Its name still tells whose it is.
    init(unknown requested: String) {
        self.requested = requested
        sent = requested
        identity = ModelIdentity(requested)
        owner = identity?.family.owner
        name = requested
    }

    init(requested: String, sent: String, entry: ModelEntry) {
        self.requested = requested
        self.sent = sent
        identity = entry.identity ?? ModelIdentity(requested)
        owner = entry.owner ?? identity?.family.owner
        name = entry.canonicalID
        isListed = true
    }
}
