import NIOCore
import NIOHTTP1

/// Decides from a request's head alone who may come in: Host, Origin and token, before a byte of the body is read.
///
/// Other local users and any web page in a browser can reach a loopback port; the token keeps out the first, the exact Host the second
/// (DNS rebinding), the Origin both at once.
struct Admission: Sendable {
    /// The port that we listen on: the only one that a Host header may name.
    let port: Int
    /// Nil when the user has switched the token off (`--no-auth`).
    let tokens: (any AccessTokenSource)?
    /// How clients may call us. Some leave the port out.
    private let ownAuthorities: CaseInsensitiveNameSet

    init(port: Int, tokens: (any AccessTokenSource)?) {
        self.port = port
        self.tokens = tokens
        let names = ["127.0.0.1", "localhost", "[::1]"]
        ownAuthorities = CaseInsensitiveNameSet(names.map { "\($0):\(port)" } + names)
    }

    /// - Returns: why a request may not come in; nil where it may.
    func refusal(of head: HTTPRequestHead, target: RequestTarget, isOpenRoute: Bool) -> ErrorResponse? {
        guard hasOwnHost(head, target) else {
            return ErrorResponse(
                421, "argo-shim answers only to 127.0.0.1:\(port), localhost:\(port) and [::1]:\(port).", code: "misdirected_request")
        }
        guard hasNoForeignOrigin(head.headers) else {
            return ErrorResponse(403, "argo-shim does not answer web pages of other origins.", code: "foreign_origin")
        }
        return isOpenRoute || hasToken(head.headers) || hasGoogleToken(head.headers, target) ? nil : unauthorized
    }

    // MARK: Host and Origin

    private func hasOwnHost(_ head: HTTPRequestHead, _ target: RequestTarget) -> Bool {
        if let authority = target.authority, !isOwn(authority) { return false }
        let hosts = head.headers["host"]
        // HTTP/1.0 has no Host; HTTP/1.1 has exactly one (RFC 9112, section 3.2).
        if hosts.isEmpty { return head.version == .http1_0 }
        return hosts.count == 1 && isOwn(hosts[0])
    }

    private func isOwn(_ authority: String) -> Bool {
        ownAuthorities.contains(authority)
    }

    private func hasNoForeignOrigin(_ headers: HTTPHeaders) -> Bool {
        headers["origin"].allSatisfy { origin in
            guard let scheme = ["http://", "https://"].first(where: { origin.hasPrefix($0) }) else { return false }
            return isOwn(String(origin.dropFirst(scheme.count))) && origin.hasSuffix(":\(port)")
        }
    }

    // MARK: Token

    /// More credentials than this in one request are nobody's honest mistake.
    private static let maximumCandidates = 8

    /// Either header is enough: Claude Code sends both, SDKs one or the other, and a stale one beside a right one is common.
    private func hasToken(_ headers: HTTPHeaders) -> Bool {
        guard let tokens else { return true }
        let bearers = headers["authorization"].compactMap { value -> String? in
            guard let space = value.firstIndex(of: " "), value[..<space].lowercased() == "bearer" else { return nil }
            return String(value[space...].drop { $0 == " " })
        }
        let candidates = (headers["x-api-key"] + bearers).prefix(Self.maximumCandidates)
        return !candidates.isEmpty && tokens.acceptsAny(of: Array(candidates))
    }

    /// Where Google's clients put their key. It is looked for last, so that the other clients do not pay for it, and in the query of
    /// Google's own paths only, because that of another path goes on to Argo.
    private func hasGoogleToken(_ headers: HTTPHeaders, _ target: RequestTarget) -> Bool {
        guard let tokens else { return true }
        var candidates = headers["x-goog-api-key"]
        if target.query != nil, Router.isGooglePath(target.path) { candidates += QueryValues.all(of: "key", in: target.query) }
        candidates = Array(candidates.prefix(Self.maximumCandidates))
        return !candidates.isEmpty && tokens.acceptsAny(of: candidates)
    }

    private var unauthorized: ErrorResponse {
        ErrorResponse(
            401,
            "argo-shim: this request does not carry the access token of the shim on port \(port). "
                + "`argo-shim token` prints it; send it as x-api-key, x-goog-api-key or Authorization: Bearer.",
            code: "invalid_api_key",
            headers: ["www-authenticate": "Bearer realm=\"argo-shim\""])
    }
}

/// What knows which access tokens are good at this moment.
package protocol AccessTokenSource: Sendable {
    /// Whether one of `candidates` is the current token, or the previous one within its grace period.
    ///
    /// It is called on the event loop for each request, compares in constant time and does not block for long.
    func acceptsAny(of candidates: [String]) -> Bool
}

/// Everything that is decided from a request's head, in its order: target, admission, route, framing, size.
struct RequestGate: Sendable {
    let admission: Admission
    /// The largest body that is taken, in bytes.
    let bodySize: Int

    /// - Parameters:
    ///   - target: what the head's request target says; nil where it is not valid.
    ///   - isSurplus: the connection is beyond the limit of connections.
    func decide(_ head: HTTPRequestHead, target: RequestTarget?, isSurplus: Bool) -> Result<Route, ErrorResponse> {
        guard let target else {
            return .failure(ErrorResponse(400, "The request target is neither a path nor an http URL in plain ASCII."))
        }
        let route = Router.route(head.method, target, headers: head.headers)
        if let refusal = admission.refusal(of: head, target: target, isOpenRoute: isOpen(route)) { return .failure(refusal) }
        if isSurplus {
            return .failure(
                ErrorResponse(
                    503, "argo-shim: too many connections are open; close some clients.", code: "too_many_connections",
                    headers: ["retry-after": "1"]))
        }
        if case .success = route, let refusal = checkFraming(head) { return .failure(refusal) }
        return route
    }

    var bodyTooLarge: ErrorResponse {
        ErrorResponse(413, "The request's body is larger than \(bodySize) bytes; --max-body raises the limit.", code: "request_too_large")
    }

    /// Claude Code probes without credentials, and a monitor needs to know no more than that somebody is there.
    private func isOpen(_ route: Result<Route, ErrorResponse>) -> Bool {
        switch route {
        case .success(.probe), .success(.local(.health)): true
        default: false
        }
    }

    /// What the HTTP decoder lets through and we do not.
    private func checkFraming(_ head: HTTPRequestHead) -> ErrorResponse? {
        let encodings = head.headers[canonicalForm: "transfer-encoding"]
        guard encodings.isEmpty || encodings.count == 1 && encodings[0].lowercased() == "chunked" else {
            return ErrorResponse(501, "argo-shim accepts bodies with a length or in chunks, but no other transfer encoding.")
        }
        let lengths = head.headers["content-length"]
        guard lengths.isEmpty || encodings.isEmpty, lengths.count <= 1 else {
            return ErrorResponse(400, "A request must have one Content-Length or chunks, not both (RFC 9112, section 6.3).")
        }
        if let expectation = head.headers.first(name: "expect"), expectation.lowercased() != "100-continue" {
            return ErrorResponse(417, "argo-shim supports no expectation other than 100-continue.")
        }
        guard let length = lengths.first else { return nil }
        guard let size = Int(length) else { return ErrorResponse(400, "The Content-Length is not a number.") }
        return size > bodySize ? bodyTooLarge : nil
    }
}
