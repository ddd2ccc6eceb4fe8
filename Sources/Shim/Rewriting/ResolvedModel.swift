/// The model of one request.
struct ResolvedModel: Sendable {
    /// What the client named; nil when it named none.
    var requested: String?
    /// What goes upstream.
    var sent: String?
    var owner: ModelOwner?
    var identity: ModelIdentity?
    /// What it can do, where the user has said it.
    var capabilities: Set<ModelCapability>?
    /// The most tokens that it answers with, where the user has said it.
    var maximumOutput: Int?
    /// Whether Argo's list has it.
    private(set) var isListed = false
    private var name = "the model"
    /// How notes call it.
    var label: String { RewrittenRequest.printable(String(name.prefix(100))) }

    /// No model is named.
    init() {}

    /// Takes over what the user has said of it.
    mutating func take(_ alias: ModelAlias?) {
        capabilities = alias?.capabilities
        maximumOutput = alias?.maximumOutput
    }

    /// A model that the catalogue does not have. Its name still tells whose it is.
    init(unknown name: String, requested: String) {
        self.requested = requested
        sent = name
        identity = ModelIdentity(name)
        owner = identity?.family.owner
        self.name = name
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
