import NIOCore
import NIOHTTP1
import NIOSSL

/// Why a connection to the upstream could not be made, or broke.
enum UpstreamFailure: Error, Equatable {
    /// No stream can be had.
    case unavailable(UpstreamUnavailable)
    /// The peer's certificate leads to no authority that we trust, or its key is not the pinned one.
    case untrusted
    /// The peer's certificate is good, but for another name.
    case misnamed
    /// The TLS handshake failed for another reason.
    case handshake(String)
    /// The connection ended before the reply was complete.
    case closed
    /// What arrived is not HTTP/1.1.
    case invalidReply(String)
    /// The reply's head did not come in time.
    case timedOut(after: TimeAmount)

    init(_ error: any Error) {
        switch error {
        case let failure as UpstreamFailure: self = failure
        case let unavailable as UpstreamUnavailable: self = .unavailable(unavailable)
        case let error as HTTPParserError where error != .invalidEOFState: self = .invalidReply("\(error)")
        case let error as NIOSSLExtraError where error == .failedToValidateHostname: self = .misnamed
        case NIOSSLError.handshakeFailed(let reason):
            let text = "\(reason)"
            self = text.contains("CERTIFICATE_VERIFY_FAILED") ? .untrusted : .handshake(text)
        case NIOSSLError.unableToValidateCertificate: self = .misnamed
        default: self = .closed
        }
    }

    /// Whether nothing of the request can have been read.
    var isBeforeRequest: Bool {
        switch self {
        case .unavailable, .untrusted, .misnamed, .handshake: true
        case .closed, .invalidReply, .timedOut: false
        }
    }

    /// What became of an answer that had begun, as the end of a sentence that begins with "the connection to Argo".
    var breakWords: String {
        switch self {
        case .closed: "was closed before the answer was complete"
        case .timedOut: "gave no answer in time"
        case .invalidReply: "carried something that is not HTTP"
        case .unavailable, .untrusted, .misnamed, .handshake: "was reset before the answer was complete"
        }
    }

    /// The response for a client to which nothing has been sent yet.
    func response(from upstream: Upstream) -> ErrorResponse {
        response(from: upstream.service, host: upstream.host)
    }

    /// - Parameter host: the upstream's name, for the message.
    func response(from service: UpstreamService, host upstream: String) -> ErrorResponse {
        switch self {
        case .unavailable(let unavailable):
            ErrorResponse(
                503, "argo-shim: \(unavailable.reason)", code: "upstream_unavailable",
                headers: ["retry-after": String(unavailable.retryAfterSeconds)])
        case .untrusted:
            ErrorResponse(
                502, "argo-shim does not trust \(upstream): its certificate does not verify. \(service.trustAdvice)",
                code: "upstream_untrusted")
        case .misnamed:
            ErrorResponse(
                502, "argo-shim does not trust \(upstream): its certificate is for another name. Check where the forward leads.",
                code: "upstream_untrusted")
        case .handshake(let reason):
            ErrorResponse(502, "argo-shim: the TLS handshake with \(upstream) failed: \(reason)", code: "upstream_handshake")
        case .closed:
            ErrorResponse(502, "argo-shim: \(upstream) closed the connection before its reply was complete.", code: "upstream_closed")
        case .invalidReply(let reason):
            ErrorResponse(502, "argo-shim: \(upstream) sent something that is not HTTP/1.1: \(reason).", code: "upstream_invalid")
        case .timedOut(let timeout):
            ErrorResponse(
                504,
                "argo-shim: \(upstream) did not answer within \(Double(timeout.nanoseconds) / 1e9) s; "
                    + "to wait longer, send x-argo-shim-timeout: SECONDS.",
                code: "upstream_timeout")
        }
    }
}
