import FakeArgo
import NIOSSL
import Relay
import Testing

@testable import Shim

/// Providers behind a proxy.
@Suite(.timeLimit(.minutes(2)))
struct ProxyTests {
    private let body = #"{"model":"\#(TestProvider.model)","messages":[{"role":"user","content":"hi"}]}"#

    @Test(arguments: ["http", "https", "socks5"])
    func `a provider and its login server are reached by TLS through a proxy`(kind: String) async throws {
        let tls = ServerTLS(chain: try CertificateChain.generate(for: ["localhost"]), sendsIntermediate: true)
        let root = try NIOSSLCertificate(bytes: Array(tls.chain.rootPEM.utf8), format: .pem)
        try await TestProxy.with(chain: kind == "https" ? tls.chain : nil) { proxy in
            try await TestProvider.with([TestProvider.grant("renewed"), TestProvider.answer(isStreaming: true)], tls: tls) { provider in
                try provider.writeLogin("old", secondsLeft: 5)
                let address = ProxyAddress("\(kind)://\(kind == "https" ? "localhost" : "127.0.0.1"):\(proxy.port)")
                let providers = try provider.providers(trust: .authorities(additional: [root])).map { provider in
                    var provider = provider
                    provider.proxy = address
                    return provider
                }
                try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                    let response = try await shim.send(
                        shim.post("/v1/chat/completions", body.replacing("{\"model", with: "{\"stream\":true,\"model")))
                    #expect(response.status == 200 && response.text.contains("Hello from Sophia") && response.isComplete == true)
                    #expect(await provider.fake.requests.map(\.path) == [TestProvider.tokenPath, TestProvider.path])
                    let target = "localhost:\(provider.fake.port)"
                    let expected = kind != "socks5" ? "CONNECT \(target) HTTP/1.1\r\nhost: \(target)\r\n\r\n" : "SOCKS \(target)"
                    #expect(proxy.requests == [expected, expected])
                    #expect(await shim.argo.requests.allSatisfy { $0.path == "/argoapi/v1/models" })
                }
            }
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 403 Forbidden\r\n\r\n", "answered 403"), ("HTTP/1.1 407 Login\r\n\r\n", "rejects the user name or password"),
        ("SSH-2.0-OpenSSH\r\n\r\n", "does not speak HTTP"),
    ])
    func `a proxy that opens no way is told of, without its password`(answer: String, words: String) async throws {
        try await TestProxy.with(refusal: answer) { proxy in
            try await TestProvider.with([]) { provider in
                let address = ProxyAddress("http://alice:very-secret@127.0.0.1:\(proxy.port)")
                let providers = try provider.providers(token: "key").map { provider in
                    var provider = provider
                    provider.proxy = address
                    return provider
                }
                try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                    let response = try await shim.send(shim.post("/v1/chat/completions", body))
                    #expect(response.status == 503)
                    #expect(response.text.contains("the proxy http://127.0.0.1:\(proxy.port) \(words)"), "\(response.text)")
                    #expect(!response.text.contains("secret") && !shim.log.text.contains("secret"))
                    #expect(await provider.fake.requestCount == 0)
                }
            }
        }
    }

    @Test func `several keys are taken in turn, and one that is missing is passed over`() async throws {
        let answers = Array(repeating: TestProvider.answer(isStreaming: false), count: 4)
        try await TestProvider.with(answers) { provider in
            var providers = try provider.providers()
            providers[0].keys = [.variable("A", ProviderKey("first")), .variable("B", nil), .variable("C", ProviderKey("third"))]
            providers[0].takesKeysInTurn = true
            let changed = providers
            try await withTestShim(change: { $0.providers = changed }) { shim async throws in
                for key in ["first", "third", "third", "first"] {
                    #expect(try await shim.send(shim.post("/v1/chat/completions", body)).status == 200)
                    #expect(try await provider.fake.nextRequest().values(of: "authorization") == ["Bearer \(key)"])
                }
            }
        }
    }

    // MARK: Words

    @Test func `a proxy's address has a kind, a place and perhaps a login, which is never shown`() throws {
        let plain = try #require(ProxyAddress("proxy.example.org:3128"))
        #expect(plain.kind == .http && plain.host == "proxy.example.org" && plain.port == 3128 && plain.login == nil)
        let socks = try #require(ProxyAddress("SOCKS5H://al%40ice:se%3Acret@[::1]/"))
        #expect(socks.kind == .socks5 && socks.host == "::1" && socks.port == 1_080)
        #expect(socks.login == .init(user: "al@ice", password: "se:cret"))
        var dumped = ""
        dump(socks, to: &dumped)
        #expect(!"\(socks) \(String(reflecting: socks)) \(dumped)".contains("cret"))
        for text in ["", "ftp://host", "http://", "http://host/path", "http://:password@host", "http://host:99999"] {
            #expect(ProxyAddress(text) == nil, "\(text)")
        }
    }

    private func play(_ address: String, _ answers: [[UInt8]]) throws -> [ProxyHandshake.Step] {
        var handshake = ProxyHandshake(through: try #require(ProxyAddress(address)), to: "host", port: 443)
        return answers.map { handshake.receive($0) }
    }

    @Test func `SOCKS with a name and a password is spoken as RFC 1929 has it`() throws {
        let request: [UInt8] = [5, 1, 0, 3, 4] + Array("host".utf8) + [1, 187]
        let open: [UInt8] = [5, 0, 0, 3, 1, 97, 0, 80, 42]
        #expect(
            try play("socks5://a:bc@p", [[5], [2], [1, 0], open])
                == [.wait, .send([1, 1, 97, 2, 98, 99]), .send(request), .open(rest: [42])])
        #expect(try play("socks5://p", [[5, 2]]) == [.fail(ProxyRefusal(reason: "requires a user name and a password"))])
        #expect(try play("socks5://a:bc@p", [[5, 2], [1, 1]]).last == .fail(ProxyRefusal(reason: "rejects the user name or password")))
        #expect(try play("socks5://p", [[5, 0], [5, 5, 0, 1, 0]]).last == .fail(ProxyRefusal(reason: "answered 5")))
        #expect(try play("socks5://p", [[72, 84]]) == [.fail(ProxyRefusal(reason: "does not speak SOCKS 5"))])
    }

    @Test func `an answer of HTTP is read however it is cut`() throws {
        let answer = Array("HTTP/1.1 200 Connection established\r\nvia: x\r\n\r\nrest".utf8)
        for cut in 1..<(answer.count - 4) {
            let steps = try play("http://p", [Array(answer[..<cut]), Array(answer[cut...])])
            #expect(steps == [.wait, .open(rest: Array("rest".utf8))])
        }
        #expect(try play("http://p", [Array(repeating: 65, count: 20_000)]) == [.fail(ProxyRefusal(reason: "does not speak HTTP"))])
    }

    @Test func `a proxy that is spoken to by TLS and shows a certificate of nobody's is told of`() async throws {
        try await TestProxy.with(chain: CertificateChain.generate(for: ["localhost"])) { proxy in
            try await TestProvider.with([]) { provider in
                let providers = try provider.providers(token: "key").map { provider in
                    var provider = provider
                    provider.proxy = ProxyAddress("https://localhost:\(proxy.port)")
                    return provider
                }
                try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                    let response = try await shim.send(shim.post("/v1/chat/completions", body))
                    #expect(response.status == 503)
                    #expect(response.text.contains("the proxy https://localhost:\(proxy.port) cannot be used"), "\(response.text)")
                    #expect(proxy.requests == [])
                }
            }
        }
    }
}
