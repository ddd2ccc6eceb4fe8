/// Where a request goes.
enum Route: Equatable, Sendable {
    /// Upstream, to one of Argo's endpoints. `path` is what goes into the upstream's request line, query included.
    case forward(APIEndpoint, path: String)
    /// One stored answer of the Responses API, by id: passed on without a look at the body.
    case forwardResponseItem(path: String)
    /// One of Google's API, which Argo does not have: always translated.
    case google(GoogleCall)
    case local(LocalRoute)
    /// Claude Code's `HEAD` probe: answered 200 without asking Argo, which would say 404 (quirk 1 of the Argo facts).
    case probe

    /// What the shim answers by itself.
    enum LocalRoute: Equatable, Sendable {
        case health
        case models(ModelPage, shape: ModelListShape)
        case model(id: String, shape: ModelListShape)
        case status
        case refresh
        /// An answer of the Responses API that is kept here.
        case storedResponse(id: String, isDeletion: Bool)
        /// What led to one.
        case inputItems(id: String, InputItems.Page)
        /// `OPTIONS`: the methods of a path, and nothing that would let a web page in.
        case options(allow: String)
    }
}

/// Whose list of models a client reads.
enum ModelListShape: Equatable, Sendable {
    /// OpenAI's and Anthropic's, which fit into one.
    case shared
    /// Google's: https://ai.google.dev/api/models.
    case google
    /// Codex's: codex-rs/protocol/src/openai_models.rs, `ModelsResponse`.
    case codex
}

/// Which of the models are asked for.
///
/// Sources: https://docs.claude.com/en/api/models-list, https://ai.google.dev/api/models.
struct ModelPage: Equatable, Sendable {
    /// How many at most, 1 at least; nil for all.
    var limit: Int?
    /// The name of the one before the first; nil from the start.
    var after: String?
    /// The name of the one behind the last, for pages that go backwards.
    var before: String?

    init(limit: Int? = nil, after: String? = nil, before: String? = nil) {
        (self.limit, self.after, self.before) = (limit, after, before)
    }

    /// - Parameter query: what stands behind the question mark. Google says `pageSize` and `pageToken`.
    init(query: String?) {
        func value(_ name: String) -> String? { QueryValues.all(of: name, in: query).first }
        limit = (value("limit") ?? value("pageSize")).flatMap { Int($0) }.map { max($0, 1) }
        after = value("after_id") ?? value("pageToken")
        before = value("before_id")
    }

    /// The places of the page, and whether there are more in its direction. Behind a name that is not among them there is nothing, so
    /// that a client that goes from page to page comes to an end also when the list has changed meanwhile.
    func places(among names: [String]) -> (places: Range<Int>, hasMore: Bool) {
        let most = min(limit ?? .max, names.count)
        if let before {
            let end = names.firstIndex(of: before) ?? 0
            let start = max(0, end - most)
            return (start..<end, start > 0)
        }
        let start = after.map { after in names.firstIndex(of: after).map { $0 + 1 } ?? names.count } ?? 0
        let end = min(names.count, start + most)
        return (start..<end, end < names.count)
    }
}
