/// Decides what a relay says on one connection, until somebody has proved that they know the token or is turned away.
struct RelayGate {
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
            return .answer(RelayReply.challenge(nonce: nonce).bytes)
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
            confirmation: RelayReply.confirmation(proof: proof.text(of: .relay, token: token)).bytes, rest: buffer.takeRest())
    }

    private mutating func refuse(_ reason: RelayReply.Refusal) -> Action {
        stage = .done
        return .refuse(RelayReply.refusal(reason).bytes)
    }
}
