import NIOCore
import NIOHTTP1

/// Everything that is decided from a request's head, in its order: target, admission, route, framing, size.
struct RequestGate: Sendable {
    let admission: Admission
    /// The largest body that is taken, in bytes.
    let bodySize: Int

    /// - Parameters:
    ///   - target: what the head's request target says; nil where it is none.
    ///   - isSurplus: the connection is beyond the limit of connections.
    func decide(_ head: HTTPRequestHead, target: RequestTarget?, isSurplus: Bool) -> Result<Route, ErrorResponse> {
        guard let target else {
            return .failure(ErrorResponse(400, "The request target is neither a path nor an http URL in plain ASCII."))
        }
        let route = Router.route(head.method, target, headers: head.headers)
        if case .refused(let refusal) = admission.decide(head, target: target, isOpenRoute: isOpen(route)) { return .failure(refusal) }
        if isSurplus {
            return .failure(
                ErrorResponse(
                    503, "argo-shim: too many connections are open; close some clients.", code: "too_many_connections",
                    headers: [.init(name: "retry-after", value: "1")]))
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
            return ErrorResponse(501, "argo-shim takes bodies with a length or in chunks, not in another transfer encoding.")
        }
        let lengths = head.headers["content-length"]
        guard lengths.isEmpty || encodings.isEmpty, lengths.count <= 1 else {
            return ErrorResponse(400, "A request has one Content-Length, or chunks, and never both (RFC 9112, section 6.3).")
        }
        if let expectation = head.headers.first(name: "expect"), expectation.lowercased() != "100-continue" {
            return ErrorResponse(417, "argo-shim knows no expectation but 100-continue.")
        }
        guard let length = lengths.first else { return nil }
        guard let size = Int(length) else { return ErrorResponse(400, "The Content-Length is not a number.") }
        return size > bodySize ? bodyTooLarge : nil
    }
}
