import FakeArgo
import NIOCore
import NIOHTTP1
import Testing

@testable import Shim

/// Whole requests and replies through the shim.
@Suite(.timeLimit(.minutes(2)))
struct ForwardingTests {
    private let chat = #"{"model":"gpt4o","user":"tester","messages":[{"role":"user","content":"hi"}]}"#

    @Test func `a body that needs no change goes upstream byte for byte`() async throws {
        let odd = #" { "model" : "gpt4o","user":"me","n":1.0,"x":1e400,"é":"\u00e9\/","messages":[ ] , "a":{"b":[]} }"#
        try await withTestShim { shim async throws in
            _ = try await shim.send(shim.post("/v1/chat/completions", odd))
            let request = try #require(await shim.argo.lastQuestion)
            #expect(String(decoding: request.body, as: UTF8.self) == odd)
            #expect(request.target == "/argoapi/v1/chat/completions")
        }
    }

    @Test(arguments: ["not JSON", "[1,2]", "\"text\"", "", "{\"model\":", "{\"messages\":null}", "\u{FEFF}{}"])
    func `a body that is no JSON object, or an odd one, gets an answer and harms nobody`(body: String) async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.send(shim.post("/v1/chat/completions", body))
            #expect(response.status >= 400)
            #expect(response.isComplete == true)
            #expect(try await shim.send(shim.post("/v1/chat/completions", chat)).status == 200)
        }
    }

    @Test func `upstream sees one credential, repeated headers and the query`() async throws {
        try await withTestShim { shim async throws in
            let headers = [
                "anthropic-beta: a", "anthropic-beta: b", "authorization: Bearer stale", "cookie: c=d", "x-api-key: stale",
                "connection: x-hop",
                "x-hop: 1",
            ]
            let body = #"{"model":"claude-sonnet-4-6","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"hi"}]}"#
            _ = try await shim.send(shim.post("/v1/messages?beta=true", body, headers: headers))
            let request = try #require(await shim.argo.lastQuestion)
            #expect(request.target == "/argoapi/v1/messages?beta=true")
            #expect(request.values(of: "x-api-key") == ["tester"])
            #expect(request.values(of: "authorization") == ["Bearer tester"])
            #expect(request.values(of: "anthropic-beta") == ["a", "b"])
            #expect(request.values(of: "host") == ["apps.inside.anl.gov"])
            #expect(request.values(of: "cookie").isEmpty)
            #expect(request.values(of: "x-hop").isEmpty)
        }
    }

    @Test func `connections to the upstream are used again`() async throws {
        try await withTestShim { shim async throws in
            for _ in 0..<5 { #expect(try await shim.send(shim.post("/v1/chat/completions", chat)).status == 200) }
            // One for the shim's own look at the models, which may serve the requests as well.
            #expect(await shim.argo.connectionCount.accepted <= 2)
        }
    }

    @Test func `a pooled connection that went stale is replaced without the client's noticing`() async throws {
        try await withTestShim { shim async throws in
            #expect(try await shim.send(shim.post("/v1/chat/completions", chat)).status == 200)
            // The upstream takes the next request on the pooled connection and closes without a word.
            await shim.argo.enqueue(path: "/argoapi/v1/chat/completions", start: .head, [.truncate])
            #expect(try await shim.send(shim.post("/v1/chat/completions", chat)).status == 200)
        }
    }

    @Test func `a request is repeated once and no more`() async throws {
        try await withTestShim { shim async throws in
            #expect(try await shim.send(shim.post("/v1/chat/completions", chat)).status == 200)
            for _ in 0..<2 { await shim.argo.enqueue(path: "/argoapi/v1/chat/completions", start: .head, [.truncate]) }
            let response = try await shim.send(shim.post("/v1/chat/completions", chat))
            #expect(response.status == 502)
            #expect(response.text.contains("argo-shim: "))
        }
    }

    @Test func `nothing is repeated once the reply has begun`() async throws {
        try await withTestShim { shim async throws in
            #expect(try await shim.send(shim.post("/v1/chat/completions", chat)).status == 200)
            let before = await shim.argo.requestCount
            await shim.argo.enqueue(
                path: "/argoapi/v1/chat/completions",
                [
                    .head(200, [HeaderField("content-type", "application/json"), HeaderField("content-length", "100")]), .chunk([0x7B]),
                    .truncate,
                ])
            #expect(try await shim.send(shim.post("/v1/chat/completions", chat)).status == 502)
            #expect(await shim.argo.requestCount == before + 1)
        }
    }

    @Test(arguments: [Script.Start.accept, .head, .request])
    func `an upstream that closes before its reply is a 502 in the caller's dialect`(start: Script.Start) async throws {
        try await withTestShim { shim async throws in
            await shim.argo.closeConnections()
            await shim.argo.enqueue(
                path: start == .accept ? nil : "/argoapi/v1/messages", start: start, [start == .accept ? .truncate : .reset])
            let body = #"{"model":"claude-sonnet-4-6","max_tokens":9,"stream":true,"messages":[]}"#
            let response = try await shim.send(shim.post("/v1/messages", body))
            #expect(response.status == 502)
            #expect(response.text.hasPrefix(#"{"type":"error","error":{"type":"api_error","message":"argo-shim: "#))
        }
    }

    @Test func `an upstream that does not speak HTTP is a 502`() async throws {
        try await withTestShim { shim async throws in
            await shim.argo.enqueue(path: "/argoapi/v1/chat/completions", [.raw(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8)), .close])
            #expect(try await shim.send(shim.post("/v1/chat/completions", chat)).status == 502)
        }
    }

    @Test func `an upstream that is not there is a 503 that says so and when to come again`() async throws {
        // Nobody listens on port 9, which is reserved for a service that answers nothing (RFC 863).
        try await withTestShim(hasModels: false, upstreamPort: 9) { shim async throws in
            let response = try await shim.send(shim.post("/v1/chat/completions", chat))
            #expect(response.status == 503)
            #expect(response.value(of: "retry-after") == "5")
            #expect(response.text.contains("cannot connect to 127.0.0.1:9: connection refused"))
        }
    }

    @Test func `an upstream that accepts and says nothing is given up, and does not hold the shim back when it stops`() async throws {
        let silence = Script(start: .accept, [.wait(for: Gate())])
        try await withTestShim(
            scripts: [silence, silence, silence], hasModels: false,
            change: {
                $0.tls = UpstreamTLS(serverName: "apps.inside.anl.gov", trust: .anybody)
                $0.times.handshake = .milliseconds(100)
            }
        ) { shim async throws in
            let response = try await shim.send(shim.post("/v1/chat/completions", chat))
            #expect(response.status == 502)
            #expect(response.text.contains("the TLS handshake with apps.inside.anl.gov failed: no answer within"))
        }
    }

    @Test(arguments: [#"x-argo-shim-timeout: 1"#, nil])
    func `a timeout is the caller's to choose and does not travel`(header: String?) async throws {
        try await withTestShim { shim async throws in
            await shim.argo.enqueue(path: "/argoapi/v1/chat/completions", [.wait(for: Gate())])
            let body = header == nil ? #"{"timeout":1,"# + chat.dropFirst() : chat
            let response = try await shim.send(shim.post("/v1/chat/completions", body, headers: [header].compactMap { $0 }))
            #expect(response.status == 504)
            let request = try #require(await shim.argo.lastQuestion)
            #expect(String(decoding: request.body, as: UTF8.self) == chat)
            #expect(request.values(of: "x-argo-shim-timeout").isEmpty)
        }
    }

    @Test func `a large body arrives whole`() async throws {
        let image = String(repeating: "QUJD", count: 1_500_000)
        let body = #"{"model":"gpt4o","messages":[{"role":"user","content":"\#(image)"}]}"#
        try await withTestShim { shim async throws in
            #expect(try await shim.send(shim.post("/v1/chat/completions", body)).status == 200)
            let request = try #require(await shim.argo.lastQuestion)
            #expect(request.body.count == body.utf8.count + #""user":"tester","#.utf8.count)
        }
    }

    @Test func `embeddings are sent in batches of 16 and come back in their order`() async throws {
        try await withTestShim { shim async throws in
            let texts = (0..<40).map { #""text \#($0)""# }.joined(separator: ",")
            let body = #"{"model":"text-embedding-3-small","input":[\#(texts)]}"#
            let response = try await shim.send(shim.post("/v1/embeddings", body))
            #expect(response.status == 200)
            #expect(await shim.argo.requestCount == 4)
            for index in 0..<40 { #expect(response.text.contains("\"index\":\(index)") || response.text.contains("\"index\": \(index)")) }
            for request in await shim.argo.requests.dropFirst() {
                #expect(String(decoding: request.body, as: UTF8.self).contains(#""user":"tester""#))
            }
        }
    }

    @Test func `the log has a line for each request and no secret`() async throws {
        try await withTestShim { shim async throws in
            _ = try await shim.send(shim.post("/v1/chat/completions?key=hidden", chat))
            _ = try await shim.get("/health")
            let log = shim.log.text
            #expect(log.contains("route=POST /v1/chat/completions"))
            #expect(log.contains("status=200"))
            #expect(log.contains("model=gpt4o"))
            #expect(!log.contains(TestTokens.good))
            #expect(!log.contains("hidden"))
            #expect(!log.contains("content"))
        }
    }
}

struct UpstreamHeadersTests {
    private func make(_ headers: [(String, String)]) -> [String] {
        UpstreamHeaders.make(from: HTTPHeaders(headers), host: "apps.inside.anl.gov", user: "alice").map { "\($0.name): \($0.value)" }
    }

    private let ours = ["x-api-key: alice", "authorization: Bearer alice"]

    @Test func `end-to-end headers stay, in their order and as often as they came`() {
        let kept = make([("anthropic-beta", "a"), ("Accept", "*/*"), ("anthropic-beta", "b"), ("anthropic-version", "2023-06-01")])
        #expect(
            kept == ["host: apps.inside.anl.gov", "anthropic-beta: a", "Accept: */*", "anthropic-beta: b", "anthropic-version: 2023-06-01"]
                + ours)
    }

    @Test(arguments: [
        "Host", "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Content-Length", "Expect", "X-Api-Key", "Authorization", "x-goog-api-key", "Cookie", "Accept-Encoding", "X-Argo-Shim-Timeout",
    ])
    func `what belongs to the local hop or to the client's credentials goes`(name: String) {
        #expect(make([(name, "secret")]) == ["host: apps.inside.anl.gov"] + ours)
    }

    @Test func `what Connection names goes with it`() {
        #expect(
            make([("Connection", "keep-alive, X-Hop"), ("x-hop", "1"), ("x-end", "2")]) == ["host: apps.inside.anl.gov", "x-end: 2"] + ours)
    }
}
