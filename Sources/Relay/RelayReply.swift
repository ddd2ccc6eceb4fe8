/// What a relay says, in the words of HTTP.
enum RelayReply {
    enum Refusal: Equatable {
        case malformed
        case wrongMethod
        case headTooLong
        case tooSlow
        case wrongTarget(only: String)
        /// No proof, or not the right one.
        case unproven
        /// As many connections as there may be at one time.
        case full
        /// Argo cannot be reached; why, and when another try makes sense.
        case noWay(reason: String, retryAfterSeconds: Int)
    }

    static func challenge(nonce: String) -> RelayHead {
        head(
            "407 Proxy Authentication Required", ("proxy-authenticate", "\(RelayParameters.scheme) nonce=\"\(nonce)\""),
            ("content-length", "0"))
    }

    /// RFC 9110, section 11.7.3, has a proxy prove itself in this field.
    static func confirmation(proof: String) -> RelayHead {
        head("200 Connection Established", ("proxy-authentication-info", "proof=\"\(proof)\""))
    }

    static func refusal(_ refusal: Refusal) -> RelayHead {
        switch refusal {
        case .malformed: turningAway("400 Bad Request", "http_request_error", "the request cannot be read")
        case .wrongMethod: turningAway("405 Method Not Allowed", "http_request_denied", "only CONNECT is served", ("allow", "CONNECT"))
        case .headTooLong: turningAway("431 Request Header Fields Too Large", "http_request_error", "the request is too long")
        case .tooSlow: turningAway("408 Request Timeout", "http_request_error", "no proof came in time")
        case .wrongTarget(let only): turningAway("403 Forbidden", "http_request_denied", "the way leads to \(only) only")
        case .unproven:
            // A field with a challenge belongs into each 407 (RFC 9110, section 15.5.8); none is good on a connection that ends.
            turningAway(
                "407 Proxy Authentication Required", "http_request_denied", "the token is not this relay's",
                ("proxy-authenticate", RelayParameters.scheme))
        case .full:
            turningAway("503 Service Unavailable", "connection_limit_reached", "the relay has too many connections", ("retry-after", "5"))
        case .noWay(let reason, let seconds):
            turningAway("503 Service Unavailable", "destination_unavailable", reason, ("retry-after", "\(seconds)"))
        }
    }

    /// As much of a reason as a line of an error has.
    private static let longestReason = 1_000

    /// - Parameter error: one of RFC 9209, section 2.3.
    private static func turningAway(_ status: String, _ error: String, _ details: String, _ fields: (String, String)...) -> RelayHead {
        let text = RelayParameters.quoted(String(details.prefix(longestReason)))
        let general = [
            ("proxy-status", "\(RelayParameters.proxy); error=\(error); details=\(text)"), ("content-length", "0"), ("connection", "close"),
        ]
        return RelayHead(
            firstLine: "HTTP/1.1 \(status)", fields: (fields + general).map { RelayHead.Field(name: $0.0, value: $0.1) })
    }

    private static func head(_ status: String, _ fields: (String, String)...) -> RelayHead {
        RelayHead(firstLine: "HTTP/1.1 \(status)", fields: fields.map { RelayHead.Field(name: $0.0, value: $0.1) })
    }
}
