/// Where a request goes.
enum Route: Equatable, Sendable {
    /// Upstream, to one of Argo's endpoints. `path` is what goes into the upstream's request line, query included.
    case forward(Endpoint, path: String)
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
