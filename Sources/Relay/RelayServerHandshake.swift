/// Decides what a relay says on one connection, until somebody has proved that they know the token or is turned away.
struct RelayServerHandshake {
    enum Action: Equatable {
        case wait
        /// Send this, and read on.
        case answer([UInt8])
        /// Send this, and close.
        case refuse([UInt8])
        /// Open the way; send `confirmation` when it is open, and pass `rest` on.
        case open(confirmation: [UInt8], rest: [UInt8])
    }

    private enum Stage {
        case asking
        case challenged
        case done
    }

    private let target: RelayTarget
    private let nonce: String
    private var stage = Stage.asking
    private var buffer = RelayHeadBuffer()

    /// - Parameter nonce: made for this connection alone.
    init(target: RelayTarget, nonce: String) {
        self.target = target
        self.nonce = nonce
    }

    mutating func receive(_ bytes: some Collection<UInt8>, keys: any RelayKeySource) -> Action {
        if case .done = stage { return .wait }
        buffer.append(bytes)
        switch buffer.next() {
        case .unfinished: return .wait
        case .tooLong: return refuse(.headTooLong)
        case .malformed: return refuse(.malformed)
        case .head(let head): return judge(head, keys)
        }
    }

    /// The time to prove something is over.
    mutating func runOutOfTime() -> Action { refuse(.tooSlow) }

    private mutating func judge(_ head: RelayHead, _ keys: any RelayKeySource) -> Action {
        let words = head.firstLine.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else { return refuse(.malformed) }
        guard words[0] == "CONNECT" else { return refuse(.wrongMethod) }
        // A CONNECT has no body, and one that had could hide a second head.
        guard !head.has("transfer-encoding"), head.value(of: "content-length") ?? "0" == "0" else { return refuse(.malformed) }
        guard words[1].lowercased() == target.authority else { return refuse(.wrongTarget(only: target.authority)) }
        guard head.has("proxy-authorization") else {
            guard case .asking = stage else { return refuse(.malformed) }
            stage = .challenged
            return .answer(RelayHead.challenge(nonce: nonce).bytes)
        }
        // One proof for each connection: who guesses has to connect again for each guess.
        guard let parameters = head.value(of: "proxy-authorization").flatMap(RelayParameters.init(parsing:)),
            parameters.word.lowercased() == RelayParameters.scheme.lowercased(), parameters["nonce"] == nonce, case .challenged = stage,
            let clientNonce = parameters["cnonce"], RelayNonce.isOne(clientNonce), let text = parameters["proof"]
        else { return refuse(.unproven) }
        let proof = RelayProof(authority: target.authority, nonce: nonce, clientNonce: clientNonce)
        guard let token = keys.token(where: { proof.isRight(text, of: .client, token: $0) }) else { return refuse(.unproven) }
        stage = .done
        return .open(
            confirmation: RelayHead.confirmation(proof: proof.text(of: .relay, token: token)).bytes, rest: buffer.takeRest())
    }

    private mutating func refuse(_ refusal: RelayHead) -> Action {
        stage = .done
        return .refuse(refusal.bytes)
    }
}

/// What a relay says, in the words of HTTP.
extension RelayHead {
    static func challenge(nonce: String) -> RelayHead {
        let challenge = ("proxy-authenticate", "\(RelayParameters.scheme) nonce=\"\(nonce)\"")
        return RelayHead("HTTP/1.1 407 Proxy Authentication Required", [challenge, ("content-length", "0")])
    }

    /// RFC 9110, section 11.7.3, has a proxy prove itself in this field.
    static func confirmation(proof: String) -> RelayHead {
        RelayHead("HTTP/1.1 200 Connection Established", [("proxy-authentication-info", "proof=\"\(proof)\"")])
    }

    static let malformed = refusal("400 Bad Request", "http_request_error", "the request is malformed")
    static let wrongMethod = refusal("405 Method Not Allowed", "http_request_denied", "only CONNECT is supported", ("allow", "CONNECT"))
    static let headTooLong = refusal("431 Request Header Fields Too Large", "http_request_error", "the request is too long")
    static let tooSlow = refusal(
        "408 Request Timeout", "http_request_error", "the client did not prove in time that it knows the token")
    /// No proof, or not the right one.
    ///
    /// A field with a challenge belongs into each 407 (RFC 9110, section 15.5.8); none is good on a connection that ends.
    static let unproven = refusal(
        "407 Proxy Authentication Required", "http_request_denied", "this relay has another token",
        ("proxy-authenticate", RelayParameters.scheme))
    /// As many connections as there may be at one time.
    static let full = refusal(
        "503 Service Unavailable", "connection_limit_reached", "the relay has too many connections", ("retry-after", "5"))

    static func wrongTarget(only target: String) -> RelayHead {
        refusal("403 Forbidden", "http_request_denied", "this relay connects only to \(target)")
    }

    static func noWay(_ error: RelayUnavailable) -> RelayHead {
        refusal("503 Service Unavailable", "destination_unavailable", error.reason, ("retry-after", "\(error.retryAfterSeconds)"))
    }

    /// As much of a reason as a line of an error has.
    private static let longestReason = 1_000

    /// - Parameter error: one of RFC 9209, section 2.3.
    private static func refusal(_ status: String, _ error: String, _ details: String, _ fields: (String, String)...) -> RelayHead {
        let text = RelayParameters.quoted(String(details.prefix(longestReason)))
        let general = [
            ("proxy-status", "\(RelayParameters.proxy); error=\(error); details=\(text)"), ("content-length", "0"), ("connection", "close"),
        ]
        return RelayHead("HTTP/1.1 \(status)", fields + general)
    }
}
