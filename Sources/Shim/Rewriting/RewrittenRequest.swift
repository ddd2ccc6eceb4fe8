import LosslessJSON
import Models
import Translation

/// What the model of a request decides about its body.
enum RewrittenRequest: Sendable {
    /// Argo serves the model in the client's own dialect: the body has been edited where it stands.
    case forward(PreparedRequest)
    /// Argo serves the model at another endpoint: the body is to be translated.
    case translate(RequestIntent, to: APIEndpoint)
    /// A provider serves the model.
    case provider(RequestIntent, ProviderModel)
    /// Nobody can serve it.
    case refuse(RequestIntent, ErrorResponse)
}

/// What a client wants, as far as its body says so.
struct RequestIntent: Equatable, Sendable {
    var model = ResolvedModel()
    /// How many seconds the client will wait, from a `timeout` in its body: above 0, at most a day.
    var timeoutSeconds: Double?
    /// Whether the answer is to be kept, for somebody who goes on from it.
    var keepsAnswer = false
}

/// A request as it goes upstream, and what the reply needs to know about it.
struct PreparedRequest: Equatable, Sendable {
    /// One body, or several for embeddings that are sent in batches; the replies belong in the same order.
    var bodies: [EditedText]
    var intent = RequestIntent()
    /// The name of the provider that is asked; nil for Argo.
    var provider: String?
    /// Where it goes, where that is not what the client's own path says.
    var target: UpstreamRoute?
    /// The answer that the client waits for, where it has been translated.
    var answer: ResponseTranslation?
    /// Whether the upstream is asked for a stream that the client asked for.
    var clientStreams = false
    /// Whether streaming was switched on for a client that wants one answer, so that the stream must be joined into it.
    var isJoined = false
    /// What a person should know about the changes. Printable ASCII, fit for a header; no values of the body but model names.
    var notes: [String] = []

    /// The model that the client named; nil when it named none.
    var requestedModel: String? { intent.model.requested }
    var sentModel: String? { intent.model.sent }

    init(bodies: [EditedText], intent: RequestIntent = RequestIntent()) {
        self.bodies = bodies
        self.intent = intent
    }

    /// A body that goes through as it is.
    init(unchanged body: [UInt8]) {
        self.init(bodies: [EditedText(body)])
    }

    /// Replaces what does not belong in a header line, and bounds the length: model names are the client's own words.
    static func printable(_ text: String) -> String {
        let bytes = text.utf8.prefix(300).map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The body of a request, read once: whoever looks into it shares the document.
struct RequestBody: Sendable {
    let bytes: [UInt8]
    private let result: Result<JSONDocument, JSONSyntaxError>

    init(_ document: JSONDocument) {
        bytes = document.bytes
        result = .success(document)
    }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        result = Result { () throws(JSONSyntaxError) in try JSONDocument(bytes) }
    }

    var isJSON: Bool {
        if case .success = result { true } else { false }
    }

    /// Nil for anything but a JSON object. Argo's own answer to such a body says more than ours would.
    var object: JSONDocument? {
        guard case .success(let document) = result, document.root.kind == .object else { return nil }
        return document
    }

    /// Reads it for a translation.
    ///
    /// - Throws: what the client is told about a body that is no request of its dialect.
    func translation(from dialect: Dialect) throws(TranslationError) -> RequestTranslation {
        switch result {
        case .success(let document): try RequestTranslation(document, from: dialect)
        case .failure(let error): throw .notJSON(offset: error.offset)
        }
    }

    func naming(_ model: String) -> RequestBody {
        guard let object else { return self }
        var edit = ObjectEdit(object.root, in: object)
        edit.set("model", to: JSONValue.string(model).serialized)
        return RequestBody(EditedText(bytes, applying: edit.textEdits).bytes)
    }
}

/// The model of one request.
struct ResolvedModel: Equatable, Sendable {
    /// What the client named; nil when it named none.
    private(set) var requested: String?
    var sent: String?
    /// Whose model it is; nil when nothing tells.
    private(set) var owner: ModelOwner?
    /// Which model it is; nil for a name that no known vendor uses.
    private(set) var identity: ModelIdentity?
    /// What it can do, where something is known of it.
    var capabilities: Set<ModelCapability>?
    /// The most tokens that it answers with, where the user has said it.
    private(set) var maximumOutput: Int?
    /// Whether Argo's list has it.
    private(set) var isListed = false
    private var name = "the model"
    /// How notes call it.
    var label: String { PreparedRequest.printable(String(name.prefix(100))) }

    init() {}

    /// - Parameters:
    ///   - name: the same, or what an alias makes of it.
    ///   - entry: the model of Argo's list; nil for one that the list does not have. Its name still tells whose it is.
    ///   - alias: what the user has said of it.
    init(requested: String, name: String, entry: ModelEntry?, alias: ModelAlias?) {
        self.requested = requested
        sent = entry?.internalID ?? name
        identity = entry.map { $0.identity ?? ModelIdentity(requested) } ?? ModelIdentity(name)
        owner = entry?.owner ?? identity?.family.owner
        self.name = entry?.canonicalID ?? name
        isListed = entry != nil
        capabilities = alias?.capabilities
        maximumOutput = alias?.maximumOutput
    }
}
