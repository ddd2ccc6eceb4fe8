import Testing

@testable import Relay

struct RelayConversationTests {
    private static let target = RelayTarget(host: "apps.inside.anl.gov", port: 443)
    private static let token = "the-token-of-both-sides"
    private static let nonces = ["A", "B", "C"].map { String(repeating: $0, count: 42) + "A" }

    private struct Keys: RelayKeySource {
        var tokens = [RelayConversationTests.token]
        func token(where isRight: (String) -> Bool) -> String? { tokens.first(where: isRight) }
    }

    private func server(_ nonce: String = nonces[0]) -> RelayServerHandshake { RelayServerHandshake(target: Self.target, nonce: nonce) }

    private func client(_ nonce: String = nonces[1], token: String = token) -> RelayClientHandshake {
        RelayClientHandshake(target: Self.target, clientNonce: nonce, token: token)
    }

    /// The bytes that each side sends, up to the proof.
    private func proof(_ nonce: String = nonces[0], token: String = token) throws -> (client: RelayClientHandshake, bytes: [UInt8]) {
        var server = server(nonce)
        var client = client(token: token)
        guard case .answer(let challenge) = server.receive(client.opening, keys: Keys()),
            case .send(let bytes) = client.receive(challenge)
        else { throw NoProof() }
        return (client, bytes)
    }

    private struct NoProof: Error {}

    private func status(_ action: RelayServerHandshake.Action) -> String {
        guard case .refuse(let bytes) = action else { return "\(action)" }
        return String(String(decoding: bytes, as: UTF8.self).prefix { $0 != "\r\n" }.dropFirst("HTTP/1.1 ".count))
    }

    // MARK: The right way

    @Test func `both sides prove the token to each other, and no byte of it is sent`() throws {
        var server = server()
        var client = client()
        var wire = client.opening
        guard case .answer(let challenge) = server.receive(wire, keys: Keys()) else { throw NoProof() }
        guard case .send(let proof) = client.receive(challenge) else { throw NoProof() }
        let early = Array("early".utf8)
        guard case .open(let confirmation, let rest) = server.receive(proof + early, keys: Keys()) else { throw NoProof() }
        #expect(rest == early)
        #expect(client.receive(confirmation + early) == .open(rest: early))
        wire += challenge + proof + confirmation
        #expect(!String(decoding: wire, as: UTF8.self).contains(Self.token))
    }

    @Test func `what is sent is what the description says, byte by byte`() throws {
        let (_, bytes) = try proof()
        let code = RelayProof(authority: "apps.inside.anl.gov:443", nonce: Self.nonces[0], clientNonce: Self.nonces[1])
            .text(of: .client, token: Self.token)
        let expected =
            "CONNECT apps.inside.anl.gov:443 HTTP/1.1\r\nhost: apps.inside.anl.gov:443\r\n"
            + "proxy-authorization: Argo-Relay nonce=\"\(Self.nonces[0])\", cnonce=\"\(Self.nonces[1])\", proof=\"\(code)\"\r\n\r\n"
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
        #expect(
            String(decoding: client().opening, as: UTF8.self)
                == "CONNECT apps.inside.anl.gov:443 HTTP/1.1\r\nhost: apps.inside.anl.gov:443\r\n\r\n")
    }

    @Test func `a conversation means the same in whatever pieces it comes`() throws {
        let (_, bytes) = try proof()
        let all = client().opening + bytes
        for cut in 1..<all.count {
            var server = server()
            var last = RelayServerHandshake.Action.wait
            for piece in [all[..<cut], all[cut...]] {
                let action = server.receive(piece, keys: Keys())
                if action != .wait { last = action }
            }
            // Where both heads come at once the second is looked at when more comes, which a client that waits never sends.
            if case .answer = last { last = server.receive([], keys: Keys()) }
            guard case .open = last else {
                Issue.record("cut at \(cut): \(last)")
                continue
            }
        }
    }

    @Test func `a token that was replaced a moment ago is still good`() throws {
        var server = server()
        _ = server.receive(client().opening, keys: Keys())
        let (old, bytes) = try proof()
        var client = old
        guard case .open(let confirmation, _) = server.receive(bytes, keys: Keys(tokens: ["new", Self.token])) else { throw NoProof() }
        #expect(client.receive(confirmation) == .open(rest: []))
    }

    // MARK: Strangers

    @Test func `a proof that was overheard opens nothing, neither on another connection nor on its own`() throws {
        let (_, bytes) = try proof()
        var other = server(Self.nonces[2])
        _ = other.receive(client().opening, keys: Keys())
        #expect(status(other.receive(bytes, keys: Keys())).hasPrefix("407"))
        var unasked = server()
        #expect(status(unasked.receive(bytes, keys: Keys())).hasPrefix("407"))
        var own = server()
        _ = own.receive(client().opening, keys: Keys())
        _ = own.receive(bytes, keys: Keys())
        #expect(own.receive(bytes, keys: Keys()) == .wait)
    }

    @Test func `another token is refused, and the other side says so`() throws {
        let (old, bytes) = try proof(token: "another-token-entirely")
        var client = old
        var server = server()
        _ = server.receive(self.client().opening, keys: Keys())
        guard case .refuse(let reply) = server.receive(bytes, keys: Keys()) else { throw NoProof() }
        #expect(client.receive(reply) == .fail(.unproven))
    }

    @Test func `a relay that does not know the token is not believed`() throws {
        let (old, _) = try proof()
        for proof in ["", "proof=\"AAAA\"", "proof=\"\(Self.nonces[0])\""] {
            var client = old
            let reply = "HTTP/1.1 200 OK\r\nproxy-authentication-info: \(proof)\r\n\r\n"
            #expect(client.receive(Array(reply.utf8)) == .fail(.notRelay))
        }
        // The client's own proof, sent back.
        var client = old
        let own = RelayProof(authority: Self.target.authority, nonce: Self.nonces[0], clientNonce: Self.nonces[1])
            .text(of: .client, token: Self.token)
        #expect(
            client.receive(Array("HTTP/1.1 200 OK\r\nproxy-authentication-info: proof=\"\(own)\"\r\n\r\n".utf8))
                == .fail(.notRelay))
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", "405 Method Not Allowed"),
        ("CONNECT apps.inside.anl.gov:22 HTTP/1.1\r\n\r\n", "403 Forbidden"),
        ("CONNECT evil.example:443 HTTP/1.1\r\nhost: apps.inside.anl.gov:443\r\n\r\n", "403 Forbidden"),
        ("CONNECT apps.inside.anl.gov:443 HTTP/2\r\n\r\n", "400 Bad Request"),
        ("CONNECT apps.inside.anl.gov:443\r\n\r\n", "400 Bad Request"),
        ("CONNECT  apps.inside.anl.gov:443 HTTP/1.1\r\n\r\n", "400 Bad Request"),
        ("CONNECT apps.inside.anl.gov:443 HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n", "400 Bad Request"),
        ("CONNECT apps.inside.anl.gov:443 HTTP/1.1\r\ncontent-length: 5\r\n\r\n", "400 Bad Request"),
        ("CONNECT apps.inside.anl.gov:443 HTTP/1.1\r\nhost : a\r\n\r\n", "400 Bad Request"),
        ("CONNECT apps.inside.anl.gov:443 HTTP/1.1\r\n folded\r\n\r\n", "400 Bad Request"),
        ("CONNECT apps.inside.anl.gov:443 HTTP/1.1\nhost: a\r\n\r\n", "400 Bad Request"),
        ("CONNECT apps.inside.anl.gov:443 HTTP/1.1\r\nx: \u{0}\r\n\r\n", "400 Bad Request"),
        ("CONNECT apps.inside.anl.gov:443 HTTP/1.1\r\nx: ä\r\n\r\n", "400 Bad Request"),
        ("CONNECT apps.inside.anl.gov:443 HTTP/1.1\r\nproxy-authorization: Basic YTpi\r\n\r\n", "407 Proxy Authentication Required"),
        ("\r\n\r\n", "400 Bad Request"), (String(repeating: "x", count: 5_000), "431 Request Header Fields Too Large"),
    ])
    func `what is no request for the way is refused`(_ request: String, _ status: String) {
        var server = server()
        #expect(self.status(server.receive(Array(request.utf8), keys: Keys())) == status)
    }

    @Test func `a second request without a proof is refused, and so is whoever takes too long`() {
        var server = server()
        _ = server.receive(client().opening, keys: Keys())
        #expect(status(server.receive(client().opening, keys: Keys())) == "400 Bad Request")
        var slow = self.server()
        #expect(status(slow.runOutOfTime()) == "408 Request Timeout")
    }

    // MARK: What a client hears

    @Test func `the relay's reasons arrive in its words`() throws {
        let (old, _) = try proof()
        let reason = #"homes.cels.anl.gov: "down", see C:\log"#
        var client = old
        let refusal = RelayHead.noWay(RelayUnavailable(reason: reason, retryAfterSeconds: 15)).bytes
        #expect(client.receive(refusal) == .fail(.refused(reason: reason, retryAfterSeconds: 15)))
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 407 No\r\nproxy-authenticate: Basic realm=\"x\"\r\n\r\n",
        "HTTP/1.1 407 No\r\nproxy-authenticate: Argo-Relay nonce=\"short\"\r\n\r\n", "HTTP/1.1 503 No\r\n\r\n",
        "HTTP/1.1 503 No\r\nproxy-status: squid; details=\"x\"\r\n\r\n", "HTTP/1.1 99999999999999999999 x\r\n\r\n",
        String(repeating: "x", count: 5_000),
    ])
    func `whoever does not speak as a relay does gets no proof`(_ reply: String) {
        var client = client()
        #expect(client.receive(Array(reply.utf8)) == .fail(.notRelay))
    }
}

struct RelayProofTests {
    private let proof = RelayProof(authority: "apps.inside.anl.gov:443", nonce: "n", clientNonce: "c")
    private let token = "a-token-that-is-long-enough"

    /// Computed with `printf … | openssl dgst -sha256 -hmac TOKEN -binary | basenc --base64url`.
    @Test func `the proof is the HMAC of five lines under the token`() {
        #expect(proof.text(of: .client, token: token) == "YU3bRql_-zdY9DxfvRuBLhfU-55lc9U5T9c5-Xh7ze0")
        #expect(proof.text(of: .relay, token: token) == "GvIMewKb9Y8f5EcFuTxmkJ0_G2nT0zfW520fgOwabcQ")
    }

    @Test func `a proof is good for its role, token, target and numbers alone`() {
        let text = proof.text(of: .client, token: token)
        #expect(proof.isRight(text, of: .client, token: token))
        #expect(!proof.isRight(text, of: .relay, token: token))
        #expect(!proof.isRight(text, of: .client, token: token + "x"))
        for other in [
            RelayProof(authority: "other:443", nonce: "n", clientNonce: "c"),
            RelayProof(authority: "apps.inside.anl.gov:443", nonce: "m", clientNonce: "c"),
            RelayProof(authority: "apps.inside.anl.gov:443", nonce: "n", clientNonce: "d"),
        ] {
            #expect(!other.isRight(text, of: .client, token: token))
        }
    }

    @Test(arguments: ["", "=", "AAAA", "not base64url!", "////////////////////////////////////////////"])
    func `what is no proof at all is wrong, and does no harm`(_ text: String) {
        #expect(!proof.isRight(text, of: .client, token: token))
    }
}
