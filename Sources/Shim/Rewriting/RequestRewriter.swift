import LosslessJSON
import Models
import Translation

/// Decides what goes upstream in place of a request body.
///
/// A body is edited where it stands: what needs no change keeps its bytes, and a body that is not a JSON object goes through as it is.
struct RequestRewriter: Sendable {
    /// A client that would wait longer than this, in seconds, is taken to wait this long.
    static let maximumTimeout: Double = 86_400

    let providers: ProviderDirectory
    private let policy: RewritePolicy
    private let fixes: [APIEndpoint: [QuirkFix]]
    private let rules: [APIEndpoint: [TranslationRule]]

    init(policy: RewritePolicy, providers: ProviderDirectory = .none) {
        self.policy = policy
        self.providers = providers
        let enabled = QuirkFix.all.filter { !policy.disabledFixes.contains($0.name) }
        fixes = Dictionary(
            uniqueKeysWithValues: APIEndpoint.allCases.map { endpoint in
                (endpoint, enabled.filter { $0.endpoints.contains(endpoint) })
            })
        let active = TranslationRule.all.filter { !policy.disabledFixes.contains($0.name) }
        rules = Dictionary(
            uniqueKeysWithValues: APIEndpoint.allCases.filter(\.isConversation).map { endpoint in
                (endpoint, active.filter { $0.clients.contains(endpoint.dialect) })
            })
    }

    func rewrite(_ body: RequestBody, for endpoint: APIEndpoint, catalogue: ModelCatalogue) -> RewrittenRequest {
        guard let document = body.object else { return .forward(PreparedRequest(unchanged: body.bytes)) }
        var draft = RequestDraft(document)
        var intent = RequestIntent()
        intent.timeoutSeconds = takeTimeout(from: &draft)
        fillInUser(in: &draft, for: endpoint)
        intent.model = resolveModel(in: &draft, for: endpoint, catalogue: catalogue)
        if endpoint == .responses { intent.keepsAnswer = document.value("store", of: document.root)?.kind != .false }
        if !intent.model.isListed, let name = intent.model.sent, let other = providers.model(name) {
            if intent.model.capabilities == nil { intent.model.capabilities = ModelCapability.known(ofModel: other.id) }
            return .provider(intent, other)
        }
        let profile = intent.model.identity.flatMap(ModelProfile.init(of:))
        // Only a model that Argo is known to have: what it says of any other name is worth more than a guess.
        if intent.model.isListed, let rule = rules[endpoint]?.first(where: { $0.applies(to: profile) }) {
            return .translate(intent, to: rule.target)
        }
        return edit(consume draft, for: endpoint, intent, profile)
    }

    /// Applies the quirk fixes, and what else Argo needs of the request.
    private func edit(
        _ draft: consuming RequestDraft, for endpoint: APIEndpoint, _ intent: RequestIntent, _ profile: ModelProfile?
    ) -> RewrittenRequest {
        let model = intent.model
        let reasoning = ReasoningRequest(copy draft)
        var application = QuirkApplication(endpoint: endpoint, model: model, draft: draft, reasoning: reasoning)
        for fix in fixes[endpoint] ?? [] where fix.applies(to: profile) { fix.change(&application) }
        if let refusal = application.refusal { return .refuse(intent, refusal) }
        application.reasoning.write(to: &application.draft, insteadOf: reasoning)
        let cuts = application.cuts
        var draft = (consume application).finish()

        var request = PreparedRequest(bodies: [], intent: intent)
        request.clientStreams = draft.node(.stream)?.kind == .true
        request.isJoined = forceStream(in: &draft, for: endpoint, owner: model.owner)
        request.notes = draft.notes
        let (body, edits) = (draft.document.bytes, draft.textEdits())
        request.bodies = cuts.isEmpty ? [EditedText(body, applying: edits)] : cuts.map { EditedText(body, applying: edits + $0) }
        return .forward(request)
    }

    // MARK: Fields

    /// Takes out `timeout`, which some clients put into the body and Argo does not know.
    private func takeTimeout(from draft: inout RequestDraft) -> Double? {
        let timeout = draft.number(.timeout)
        draft.remove(.timeout)
        guard let timeout, timeout.isFinite, timeout > 0 else { return nil }
        return min(timeout, Self.maximumTimeout)
    }

    private func fillInUser(in draft: inout RequestDraft, for endpoint: APIEndpoint) {
        guard endpoint.dialect == .chat else { return }
        let user = draft.string(.user)
        switch policy.userPolicy {
        case .force: if user == policy.user { return }
        case .fillIn: if let user, !user.unicodeScalars.allSatisfy({ $0.properties.isWhitespace }) { return }
        }
        draft.set(.user, to: .string(policy.user))
    }

    private func resolveModel(in draft: inout RequestDraft, for endpoint: APIEndpoint, catalogue: ModelCatalogue) -> ResolvedModel {
        guard let requested = draft.string(.model) else { return ResolvedModel() }
        var model = resolve(requested, among: catalogue)
        let entry = model.entry
        let vendorNames = entry.map { endpoint.dialect == .messages && $0.owner == .anthropic ? [$0.canonicalID] + $0.aliases : [] } ?? []
        if requested == entry?.displayID || vendorNames.contains(requested) { model.resolved.sent = requested }
        if let sent = model.resolved.sent, sent != requested { draft.set(.model, to: .string(sent)) }
        return model.resolved
    }

    func resolve(_ requested: String, among catalogue: ModelCatalogue) -> (resolved: ResolvedModel, entry: ModelEntry?) {
        let alias = providers.alias(requested)
        let name = alias?.target ?? requested
        let entry = catalogue.resolve(name)
        return (ResolvedModel(requested: requested, name: name, entry: entry, alias: alias), entry)
    }

    // MARK: Streaming

    /// Switches streaming on where Argo would refuse a Claude request without it (quirk 7).
    ///
    /// - Returns: whether it was switched on.
    private func forceStream(in draft: inout RequestDraft, for endpoint: APIEndpoint, owner: ModelOwner?) -> Bool {
        guard owner == .anthropic, endpoint == .messages || endpoint == .chatCompletions else { return false }
        switch draft.node(.stream)?.kind {
        case nil, .false, .null: draft.set(.stream, to: true)
        default: return false
        }
        if endpoint == .chatCompletions { askForUsage(in: &draft) }
        return true
    }

    /// Without it a chat stream ends without its usage, which the joined answer needs.
    private func askForUsage(in draft: inout RequestDraft) {
        let asked = draft.node(.streamOptions).flatMap { draft.document.value("include_usage", of: $0) }
        guard asked?.kind != .true else { return }
        guard let options = draft.node(.streamOptions), options.kind == .object else {
            draft.set(.streamOptions, to: ["include_usage": true])
            return
        }
        var object = ObjectEdit(options, in: draft.document)
        object.set("include_usage", to: Array("true".utf8))
        draft.nestedEdits += object.textEdits
    }
}

/// What the person who runs the shim has decided about request bodies.
package struct RewritePolicy: Equatable, Sendable {
    /// Whose name stands in `user`.
    package enum UserPolicy: Equatable, Sendable {
        /// Set it where it is missing, blank or not a string.
        case fillIn
        /// Set it always.
        case force
    }

    /// The ANL username that Argo is to see.
    package var user: String
    /// What happens to a `user` that a client sends.
    package var userPolicy: UserPolicy
    /// Names of quirk fixes that are switched off; see `QuirkFix.all` and `QuirkFix.validate`.
    package var disabledFixes: Set<String>

    /// - Parameters: as of the properties; `user` is not blank.
    package init(user: String, userPolicy: UserPolicy = .fillIn, disabledFixes: Set<String> = []) {
        self.user = user
        self.userPolicy = userPolicy
        self.disabledFixes = disabledFixes
    }
}
