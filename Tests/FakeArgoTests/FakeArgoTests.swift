import NIOCore
import Testing

@testable import FakeArgo

@Suite(.timeLimit(.minutes(1))) struct FakeArgoTests {
    private static let message = #"{"model":"claudesonnet46","max_tokens":99,"messages":[{"role":"user","content":"say hi"}]}"#

    @Test(
        arguments: [
            ("GET", "/argoapi/v1/models", "", "Claude Sonnet 4.6"),
            ("POST", "/argoapi/v1/messages?beta=true", message, "You said: say hi"),
            ("POST", "/argoapi/v1/messages/count_tokens", message, "input_tokens"),
            ("POST", "/argoapi/v1/chat/completions", #"{"model":"gpt4o","user":"alice","messages":[]}"#, "Hello from GPT-4o"),
            ("POST", "/argoapi/v1/responses", #"{"model":"gpt4o","input":"x"}"#, "Hello from GPT-4o"),
            ("POST", "/argoapi/v1/embeddings", #"{"model":"v3small","user":"alice","input":"x","dimensions":3}"#, "\"embedding\":["),
            ("POST", "/argoapi/api/v1/resource/chat/", #"{"model":"gpt4o","user":"alice","prompt":"x"}"#, "{\"response\":\"Hello"),
            ("POST", "/argoapi/api/v1/resource/streamchat/", #"{"model":"gpt4o","user":"alice","prompt":"x"}"#, "Hello from"),
            ("POST", "/argoapi/api/v1/resource/embed/", #"{"model":"ada002","user":"alice","prompt":["x"]}"#, "{\"embedding\":[["),
        ]
    )
    func `every route answers over the wire`(method: String, target: String, body: String, text: String) async throws {
        try await withFakeArgo { fake in
            try await TestClient.with(port: fake.port) { client in
                let response = try await client.exchange(method, target, [("authorization", "Bearer alice")], body)
                #expect(response.status == 200)
                #expect(response.text.contains(text))
                #expect(response.isComplete)
            }
        }
    }

    @Test func `two requests go over one connection, streamed and whole`() async throws {
        try await withFakeArgo { fake in
            try await TestClient.with(port: fake.port) { client in
                let body = Self.message.dropLast() + ",\"stream\":true}"
                let stream = try await client.exchange("POST", "/argoapi/v1/messages", [("x-api-key", "alice")], String(body))
                try MessagesGrammar.check(try stream.events())
                let whole = try await client.exchange("POST", "/argoapi/v1/messages", [("x-api-key", "alice")], Self.message)
                #expect(whole.status == 200)
                #expect(await fake.connectionCount == ConnectionCount(accepted: 1, open: 1))
                #expect(await fake.requests.map(\.connection) == [1, 1])
            }
        }
    }

    @Test func `requests that are sent ahead are answered in order`() async throws {
        let gate = Gate()
        try await withFakeArgo(scripts: [Script([.wait(for: gate), .answer])]) { fake in
            try await TestClient.with(port: fake.port) { client in
                try await client.send("GET", "/argoapi/v1/models")
                try await client.send("HEAD", "/argoapi")
                try await client.send("GET", "/argoapi/v1/nothing")
                try await fake.waitForRequests(3)
                gate.open()
                #expect(await client.response().status == 200)
                #expect(await client.response().status == 404)
                #expect(await client.response().text.contains("Not Found"))
            }
        }
    }

    @Test func `a request is seen as it was sent`() async throws {
        try await withFakeArgo { fake in
            try await TestClient.with(port: fake.port) { client in
                let headers = [("Anthropic-Beta", "a"), ("x-Api-Key", "alice"), ("anthropic-beta", "b, c")]
                _ = try await client.exchange("POST", "/argoapi/v1/messages?beta=true", headers, "{ }")
                let request = try await fake.nextRequest()
                #expect(request.method == "POST")
                #expect(request.target == "/argoapi/v1/messages?beta=true")
                #expect(request.path == "/argoapi/v1/messages")
                #expect(request.text == "{ }")
                #expect(
                    request.headers.suffix(3) == [
                        HeaderField("Anthropic-Beta", "a"), HeaderField("x-Api-Key", "alice"), HeaderField("anthropic-beta", "b, c"),
                    ])
                #expect(request.values(of: "ANTHROPIC-BETA") == ["a", "b, c"])
                #expect(await fake.requests == [request])
            }
        }
    }

    @Test func `a chunked body arrives without its coding`() async throws {
        try await withFakeArgo { fake in
            try await TestClient.with(port: fake.port) { client in
                try await client.sendHead("POST", "/x", [("host", "h"), ("transfer-encoding", "chunked")])
                try await client.sendBody(Array("ab".utf8))
                try await client.sendBody(Array("cd".utf8))
                try await client.sendEnd()
                #expect(try await fake.nextRequest().text == "abcd")
                #expect(await client.response().status == 404)
            }
        }
    }

    @Test func `a client that expects to go on is told so`() async throws {
        try await withFakeArgo { fake in
            let request = "POST /x HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\nab"
            let reply = try await rawExchange(request, port: fake.port)
            #expect(reply.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\n"))
        }
    }

    @Test func `only so many requests are kept, and each is handed out once`() async throws {
        let fake = try await FakeArgo.start(keptRequests: 2)
        try await TestClient.with(port: fake.port) { client in
            for number in 1...3 { _ = try await client.exchange("GET", "/\(number)") }
        }
        #expect(try await fake.waitForRequests(3).map(\.target) == ["/2", "/3"])
        #expect(await fake.requestCount == 3)
        #expect(try await fake.nextRequest().target == "/2")
        #expect(try await fake.nextRequest().target == "/3")
        await #expect(throws: FakeArgoError.timedOut(waitingFor: .nextRequest)) { try await fake.nextRequest(within: .zero) }
        await fake.shutdown()
    }

    @Test func `a request wakes the test that waits for it`() async throws {
        try await withFakeArgo { fake in
            async let awaited = fake.nextRequest()
            try await TestClient.with(port: fake.port) { client in
                _ = try await client.exchange("GET", "/argoapi/v1/models")
            }
            let request = try await awaited
            #expect(request.target == "/argoapi/v1/models")
        }
    }

    @Test func `a client that leaves is seen to leave while an answer is under way`() async throws {
        let gate = Gate()
        try await withFakeArgo(scripts: [Script([.streamHead, .wait(for: gate)])]) { fake in
            let client = try await TestClient.connect(to: fake.port)
            try await client.send("GET", "/x")
            guard case .head? = await client.next() else { throw Missing("no head") }
            let before = ContinuousClock.now
            await client.close()
            let moment = try await fake.waitForConnectionClosed()
            #expect(moment >= before)
            #expect(await fake.connectionCount == ConnectionCount(accepted: 1, open: 0))
        }
    }

    @Test func `open connections are closed and broken on demand`() async throws {
        try await withFakeArgo { fake in
            for isReset in [false, true] {
                let client = try await TestClient.connect(to: fake.port)
                try await fake.waitForConnections(isReset ? 2 : 1)
                if isReset { await fake.resetConnections() } else { await fake.closeConnections() }
                #expect((await client.response().error != nil) == isReset)
            }
            try await fake.waitForConnectionClosed(2)
        }
    }

    @Test func `waiting ends with the server, and nobody can connect any more`() async throws {
        let fake = try await FakeArgo.start()
        let client = try await TestClient.connect(to: fake.port)
        try await fake.waitForConnections(1)
        let awaited = Task { try await fake.nextRequest() }
        await fake.shutdown()
        await fake.shutdown()
        await #expect(throws: FakeArgoError.shutDown) { try await awaited.value }
        #expect(await client.response().status == 0)
        await #expect(throws: (any Error).self) { try await TestClient.connect(to: fake.port) }
    }

    @Test func `a connection that shall not stay open is closed behind the answer`() async throws {
        try await withFakeArgo { fake in
            try await TestClient.with(port: fake.port) { client in
                let body = #"{"model":"v3large","user":"alice","input":["a","b","c","d"]}"#
                let response = try await client.exchange("POST", "/argoapi/v1/embeddings", [("connection", "close")], body)
                #expect(response.isComplete)
                #expect(try response.json()["data"]?.elements.count == 4)
                guard case .closed? = await client.next() else { throw Missing("still open") }
            }
        }
    }

    @Test(arguments: ["rubbish\r\n\r\n", "GET /a b c HTTP/1.1\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\r\n\r\n"])
    func `rubbish is a 400 and a close`(bytes: String) async throws {
        try await withFakeArgo { fake in
            let reply = try await rawExchange(bytes, port: fake.port)
            #expect(reply == "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            #expect(await fake.requestCount == 0)
        }
    }

    @Test func `a connection of HTTP 1 point 0 is closed behind the answer`() async throws {
        try await withFakeArgo { fake in
            let reply = try await rawExchange("HEAD /argoapi HTTP/1.0\r\n\r\n", port: fake.port)
            #expect(reply.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
            #expect(reply.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func `a paced stream comes in the same pieces`() async throws {
        try await withFakeArgo(pace: .milliseconds(1)) { fake in
            try await TestClient.with(port: fake.port) { client in
                let body = String(Self.message.dropLast() + ",\"stream\":true}")
                for _ in 0..<2 {
                    let response = try await client.exchange("POST", "/argoapi/v1/messages", [("x-api-key", "alice")], body)
                    try MessagesGrammar.check(try response.events())
                    #expect(response.isComplete)
                }
            }
        }
    }

    @Test func `quirks can be changed while it runs`() async throws {
        try await withFakeArgo { fake in
            try await TestClient.with(port: fake.port) { client in
                let before = try await client.exchange("HEAD", "/argoapi")
                await fake.setQuirks(.none)
                let after = try await client.exchange("HEAD", "/argoapi")
                #expect([before.status, after.status] == [404, 200])
            }
        }
    }
}
