/// Decides what is said to a relay, until the way through it is open or is refused.
struct RelayClientHandshake: ClientHandshake {
    private enum Stage {
        case asking
        case proving(nonce: String)
        case done
    }

    private let target: RelayTarget
    private let clientNonce: String
    private let token: String
    private var stage = Stage.asking
    private var buffer = RelayHeadBuffer()

    /// - Parameters:
    ///   - clientNonce: made for this connection alone.
    ///   - token: proves, and is proved.
    init(target: RelayTarget, clientNonce: String, token: String) {
        self.target = target
        self.clientNonce = clientNonce
        self.token = token
    }

    var opening: [UInt8] { request().bytes }

    mutating func receive(_ bytes: some Collection<UInt8>) -> HandshakeStep<RelayRefusal> {
        if case .done = stage { return .wait }
        buffer.append(bytes)
        switch buffer.next() {
        case .unfinished: return .wait
        case .tooLong, .malformed: return fail(.notRelay)
        case .head(let head): return judge(head)
        }
    }

    func refusal(for end: HandshakeEnd) -> RelayRefusal {
        if case .timedOut(let seconds) = end { return .timedOut(seconds: seconds) }
        return .notRelay
    }

    private mutating func judge(_ head: RelayHead) -> HandshakeStep<RelayRefusal> {
        let words = head.firstLine.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].count == 3, let status = Int(words[1]) else {
            return fail(.notRelay)
        }
        switch (stage, status) {
        case (.asking, 407):
            guard let parameters = head.value(of: "proxy-authenticate").flatMap(RelayParameters.init(parsing:)),
                parameters.word.lowercased() == RelayParameters.scheme.lowercased(), let nonce = parameters["nonce"],
                RelayNonce.isOne(nonce)
            else { return fail(.notRelay) }
            stage = .proving(nonce: nonce)
            return .send(request(proof(nonce)).bytes)
        case (.proving(let nonce), 200):
            // A `word` in front is what the parser expects, and this field has none.
            guard let parameters = head.value(of: "proxy-authentication-info").flatMap({ RelayParameters(parsing: "- " + $0) }),
                let text = parameters["proof"], proof(nonce).isRight(text, of: .relay, token: token)
            else { return fail(.notRelay) }
            stage = .done
            return .open(rest: buffer.takeRest())
        case (.proving, 407): return fail(.unproven)
        default: return fail(refusal(status, head))
        }
    }

    private func refusal(_ status: Int, _ head: RelayHead) -> RelayRefusal {
        guard let parameters = head.value(of: "proxy-status").flatMap(RelayParameters.init(parsing:)),
            parameters.word == RelayParameters.proxy, let details = parameters["details"], (400...599).contains(status)
        else { return .notRelay }
        // Bounded, because it comes from outside.
        let pause = head.value(of: "retry-after").flatMap { Int($0) }.map { min(max(1, $0), 900) }
        return .refused(reason: details, retryAfterSeconds: pause ?? 5)
    }

    private func proof(_ nonce: String) -> RelayProof {
        RelayProof(authority: target.authority, nonce: nonce, clientNonce: clientNonce)
    }

    private func request(_ proof: RelayProof? = nil) -> RelayHead {
        var fields = [(name: "host", value: target.authority)]
        if let proof {
            let text = proof.text(of: .client, token: token)
            let value = "\(RelayParameters.scheme) nonce=\"\(proof.nonce)\", cnonce=\"\(clientNonce)\", proof=\"\(text)\""
            fields.append(("proxy-authorization", value))
        }
        return RelayHead("CONNECT \(target.authority) HTTP/1.1", fields)
    }

    private mutating func fail(_ refusal: RelayRefusal) -> HandshakeStep<RelayRefusal> {
        stage = .done
        return .fail(refusal)
    }
}
