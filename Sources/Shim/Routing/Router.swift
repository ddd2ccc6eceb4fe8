import NIOHTTP1
import Translation

/// Finds the route of a request: pure, from method, target and the headers that choose a dialect.
enum Router {
    /// The path under which Argo serves everything.
    static let prefix = "/argoapi"

    private static let prefixBytes = Array("/argoapi/".utf8)
    private static let versionBytes = Array("/v1/".utf8)
    /// What gateways put in front of the paths of each vendor's API.
    private static let vendorPrefixes = ["/openai/v1", "/anthropic/v1", "/google/v1beta", "/google/v1"]
    /// The path of Google's list of models.
    private static let googleModels = "/v1beta/models"

    private static let responses = "/v1/responses/"

    /// Paths that clients send without `/v1` when their base URL has none.
    private static let shortPaths: Set<String> = ["/chat/completions", "/completions", "/messages", "/responses", "/embeddings", "/models"]

    /// Path below `/argoapi` → endpoint, with and without a slash at the end.
    private static let endpoints = Dictionary(uniqueKeysWithValues: APIEndpoint.allCases.map { ($0.rawValue, $0) } + legacyPaths)
    /// What the gateways before this one called Argo's own routes.
    private static let legacyPaths: [(String, APIEndpoint)] = [
        ("/v1/chat", .legacyChat), ("/v1/streamchat", .legacyStreamChat), ("/v1/embed", .legacyEmbed),
    ]

    /// - Returns: the route; or 404, 405 or 426 in words.
    static func route(_ method: HTTPMethod, _ target: RequestTarget, headers: HTTPHeaders) -> Result<Route, ErrorResponse> {
        if isWebSocketUpgrade(headers) {
            return .failure(
                ErrorResponse(
                    426, "argo-shim serves HTTP only; repeat the request without the WebSocket upgrade.",
                    headers: ["upgrade": "HTTP/1.1"]))
        }
        let path = pathBelowPrefix(target.path)
        // The usual ones need no more than one look.
        if method == .POST, let endpoint = endpoints[path] { return .success(destination(endpoint, query: target.query)) }
        if method == .HEAD, isProbe(target.path) { return .success(.probe) }
        let call = GoogleCall(path: path, query: target.query)
        if method == .POST, let call { return .success(.google(call)) }
        let found = call.map { (methods: [.POST], route: .google($0)) } ?? destination(of: path, target, headers: headers)
        guard let (allowed, route) = found else {
            return .failure(
                ErrorResponse(404, "\(path) is not a route of Argo or of argo-shim.", type: "not_found_error", code: "not_found"))
        }
        if method == .OPTIONS { return .success(.local(.options(allow: allow(allowed)))) }
        guard allowed.contains(method) || method == .HEAD && allowed.contains(.GET) && !isResponseItem(path) else {
            return .failure(
                ErrorResponse(
                    405, "\(path) accepts \(allow(allowed)), not \(method.rawValue).", code: "method_not_allowed",
                    headers: ["allow": allow(allowed)]))
        }
        if let id = responseID(path), method != .POST {
            guard method == .DELETE || QueryValues.all(of: "stream", in: target.query).first != "true" else {
                return .failure(ErrorResponse(400, "A kept answer cannot be streamed. Ask for it without stream=true."))
            }
            return .success(.local(.storedResponse(id: id, isDeletion: method == .DELETE)))
        }
        return .success(route)
    }

    /// The dialect in which a caller of this path understands errors, known before the route is.
    static func dialect(ofPath path: String, headers: HTTPHeaders) -> Dialect {
        let vendor = vendor(of: path)
        let path = pathBelowPrefix(path)
        if path.hasPrefix("/v1/messages") { return .messages }
        if path.hasPrefix("/v1/responses") { return .responses }
        if let endpoint = endpoint(of: path) { return endpoint.dialect }
        if isGoogle(path) { return .google }
        if let vendor { return vendor }
        if headers.contains(name: "anthropic-version") { return .messages }
        return headers.contains(name: "x-goog-api-key") ? .google : .chat
    }

    /// Whether only a client of Google's API asks for this path, whose token may then stand in the query.
    static func isGooglePath(_ path: String) -> Bool {
        vendor(of: path) == .google || isGoogle(pathBelowPrefix(path))
    }

    // MARK: Paths

    /// Takes `/argoapi` away where it is a segment of its own, and adds `/v1` to the paths that clients send without it.
    private static func pathBelowPrefix(_ path: String) -> String {
        var path = path
        if path == prefix { return "/" }
        // A move by a known distance is one step; to drop the first bytes is one for each of them.
        if path.utf8.starts(with: prefixBytes) { path = String(path[path.utf8.index(path.startIndex, offsetBy: prefix.utf8.count)...]) }
        if path.utf8.starts(with: versionBytes) { return path }
        if let vendor = vendorPrefixes.first(where: { path.hasPrefix($0 + "/") }), let version = vendor.lastIndex(of: "/") {
            return String(path.dropFirst(vendor.distance(from: vendor.startIndex, to: version)))
        }
        let withoutSlash = path.hasSuffix("/") ? String(path.dropLast()) : path
        return shortPaths.contains(withoutSlash) ? "/v1" + withoutSlash : path
    }

    /// Whose clients a path with a vendor's prefix is for.
    private static func vendor(of path: String) -> Dialect? {
        let path = path.hasPrefix(prefix + "/") ? path.dropFirst(prefix.count) : path[...]
        if path.hasPrefix("/anthropic/") { return .messages }
        if path.hasPrefix("/openai/") { return .chat }
        return path.hasPrefix("/google/") ? .google : nil
    }

    /// `/`, `/argoapi` and everything below it: Claude Code asks `HEAD /argoapi/api/hello` before anything else.
    private static func isProbe(_ path: String) -> Bool {
        path == "/" || path == prefix || path.hasPrefix(prefix + "/")
    }

    private static func endpoint(of path: String) -> APIEndpoint? {
        endpoints[path] ?? (path.hasSuffix("/") ? endpoints[String(path.dropLast())] : nil)
    }

    private static func isResponseItem(_ path: String) -> Bool {
        path.hasPrefix(responses) && path.count > responses.count
    }

    /// The id where a path is that of one answer, or of one thing below it.
    private static func responseID(_ path: String, below suffix: String = "") -> String? {
        guard isResponseItem(path), path.hasSuffix(suffix) else { return nil }
        let id = path.dropFirst(responses.count).dropLast(suffix.count)
        return id.isEmpty || id.contains("/") ? nil : PercentEncoding.decoded(id)
    }

    private static func modelID(_ path: String) -> String? {
        for models in ["/v1/models/", googleModels + "/"] where path.hasPrefix(models) && path.count > models.count {
            return PercentEncoding.decoded(path.dropFirst(models.count))
        }
        return nil
    }

    private static func isGoogle(_ path: String) -> Bool {
        path.hasPrefix("/v1beta/") || GoogleCall(path: path, query: nil) != nil
    }

    private static func shape(of path: String, isGoogle: Bool, query: String?, _ headers: HTTPHeaders) -> ModelListShape {
        // Codex alone says which version it is.
        if !QueryValues.all(of: "client_version", in: query).isEmpty { return .codex }
        return isGoogle || Self.isGoogle(path) || headers.contains(name: "x-goog-api-key") ? .google : .shared
    }

    /// Where a path leads, and the methods that it takes; nil for what is no route.
    private static func destination(
        of path: String, _ target: RequestTarget, headers: HTTPHeaders
    ) -> (methods: [HTTPMethod], route: Route)? {
        let query = target.query
        let shape = shape(of: path, isGoogle: vendor(of: target.path) == .google, query: query, headers)
        switch path {
        case "/health": return ([.GET], .local(.health))
        case "/v1/status": return ([.GET], .local(.status))
        case "/refresh": return ([.POST], .local(.refresh))
        case "/v1/models", "/v1/models/", googleModels, googleModels + "/":
            return ([.GET], .local(.models(ModelPage(query: query), shape: shape)))
        case "/v1/responses/compact", "/v1/responses/input_tokens": return nil
        default: break
        }
        if let id = modelID(path) { return ([.GET], .local(.model(id: id, shape: shape))) }
        if let id = responseID(path, below: "/input_items") { return ([.GET], .local(.inputItems(id: id, InputItems.Page(query: query)))) }
        if isResponseItem(path) {
            let route = Route.forwardResponseItem(path: prefix + path + (query.map { "?" + $0 } ?? ""))
            return (path.hasSuffix("/cancel") ? [.POST] : [.GET, .DELETE], route)
        }
        return endpoint(of: path).map { ([.POST], destination($0, query: query)) }
    }

    private static func destination(_ endpoint: APIEndpoint, query: String?) -> Route {
        let path = prefix + endpoint.path
        return .forward(endpoint, path: query.map { "\(path)?\($0)" } ?? path)
    }

    private static func allow(_ methods: [HTTPMethod]) -> String {
        let listed = methods.contains(.GET) ? methods + [.HEAD] : methods
        return (listed + [.OPTIONS]).map(\.rawValue).joined(separator: ", ")
    }

    private static func isWebSocketUpgrade(_ headers: HTTPHeaders) -> Bool {
        guard headers.contains(name: "upgrade") else { return false }
        return headers[canonicalForm: "upgrade"].contains { $0.lowercased().hasPrefix("websocket") }
    }
}
