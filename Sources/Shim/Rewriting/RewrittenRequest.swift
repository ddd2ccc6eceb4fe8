import LosslessJSON
import Models

/// A request body as it goes upstream, and what the reply needs to know about it.
struct RewrittenRequest: Equatable, Sendable {
    /// One body, or several for embeddings that are sent in batches; the replies belong in the same order.
    var bodies: [EditedText]
    /// The model that the client named; nil when it named none.
    var requestedModel: String?
    /// The model that goes upstream.
    var sentModel: String?
    /// Which model it is; nil for a name that no known vendor uses.
    var identity: ModelIdentity?
    /// The model of a provider's that is asked for; nothing else of it has been settled then.
    var providerModel: ProviderModel?
    /// What the model can do, where something is known of it.
    var capabilities: Set<ModelCapability>?
    /// The most tokens that it answers with, where the user has said it.
    var maximumOutput: Int?
    /// Where it has to go instead, translated; nothing else of it has been settled then.
    var foreignTarget: APIEndpoint?
    /// Where it goes, where that is not what the client's own path says.
    var target: UpstreamRoute?
    /// The answer that the client waits for, where it has been translated.
    var answer: ResponseTranslation?
    /// Whose model it is; nil when nothing tells.
    var owner: ModelOwner?
    /// Whether the client asked for `"stream": true`.
    var clientStreams = false
    /// Whether the answer is to be kept, for somebody who goes on from it.
    var keepsAnswer = false
    /// Whether streaming was switched on for a client that wants one answer, so that the stream must be joined into it.
    var isJoined = false
    /// Whether it leaves the conversation to the server, which holds none.
    var isRefusedThread = false
    /// How many seconds the client will wait, from a `timeout` in its body: above 0, at most a day.
    var timeoutSeconds: Double?
    /// What a person should know about the changes. Printable ASCII, fit for a header; no values of the body but model names.
    var notes: [String] = []

    /// A body that goes through as it is.
    init(unchanged body: [UInt8]) {
        bodies = [EditedText(body)]
    }

    init(bodies: [EditedText]) {
        self.bodies = bodies
    }

    /// Replaces what does not belong in a header line, and bounds the length: model names are the client's own words.
    static func printable(_ text: String) -> String {
        let bytes = text.utf8.prefix(300).map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }
        return String(decoding: bytes, as: UTF8.self)
    }
}

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
