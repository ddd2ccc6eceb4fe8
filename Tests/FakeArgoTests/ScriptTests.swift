import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@testable import FakeArgo

@Suite(.timeLimit(.minutes(1))) struct ScriptTests {
    @Test func `a gate stands between two chunks`() async throws {
        let gate = Gate()
        let script = Script([.streamHead, .event("ping", "{}"), .wait(for: gate), .event(nil, "[DONE]"), .end])
        try await withFakeArgo(scripts: [script]) { fake in
            try await TestClient.with(port: fake.port) { client in
                try await client.send("POST", "/x", [], "{}")
                guard case .head(200, _)? = await client.next() else { throw Missing("no head") }
                guard case .body(let first)? = await client.next() else { throw Missing("no chunk") }
                #expect(String(decoding: first, as: UTF8.self) == "event: ping\ndata: {}\n\n")
                gate.open()
                let rest = await client.response()
                #expect(rest.text == "data: [DONE]\n\n")
                #expect(rest.isComplete)
            }
        }
    }

    @Test func `a trickle sends each byte when the gate admits it`() async throws {
        let gate = Gate()
        try await withFakeArgo(scripts: [Script([.head(200), .trickle(Array("abc".utf8), gate), .end])]) { fake in
            try await TestClient.with(port: fake.port) { client in
                try await client.send("GET", "/x")
                guard case .head? = await client.next() else { throw Missing("no head") }
                for expected in ["a", "b", "c"] {
                    gate.admit()
                    guard case .body(let bytes)? = await client.next() else { throw Missing("no byte") }
                    #expect(String(decoding: bytes, as: UTF8.self) == expected)
                }
                guard case .end? = await client.next() else { throw Missing("no end") }
            }
        }
    }

    @Test func `scripts are taken in order and by path, and others get the usual answer`() async throws {
        let scripts = [
            Script(path: "/argoapi/v1/models", [.head(503), .end]),
            Script([.head(500, [HeaderField("content-length", "2")]), .chunk("ab"), .end]),
        ]
        try await withFakeArgo(scripts: scripts) { fake in
            try await TestClient.with(port: fake.port) { client in
                let first = try await client.exchange("GET", "/other")
                #expect(first.status == 500)
                #expect(first.text == "ab")
                #expect(first.header("transfer-encoding") == nil)
                #expect(try await client.exchange("GET", "/argoapi/v1/models?limit=1").status == 503)
                #expect(try await client.exchange("GET", "/argoapi/v1/models").status == 200)
                await fake.enqueue([.head(418), .end])
                #expect(try await client.exchange("GET", "/argoapi/v1/models").status == 418)
            }
        }
    }

    @Test(arguments: [Step.close, .truncate, .reset])
    func `a response is cut in its body`(step: Step) async throws {
        try await withFakeArgo(scripts: [Script([.streamHead, .event(nil, "1"), step])]) { fake in
            try await TestClient.with(port: fake.port) { client in
                let response = try await client.exchange("POST", "/x", [], "{}")
                // A RST may overtake what was sent before it, so that only the missing end is sure.
                #expect(!response.isComplete)
                #expect(response.error != nil)
                try await fake.waitForConnectionClosed()
            }
        }
    }

    @Test(arguments: [Step.close, .truncate, .reset])
    func `a connection is cut behind the head`(step: Step) async throws {
        try await withFakeArgo(scripts: [Script([.head(200), step])]) { fake in
            try await TestClient.with(port: fake.port) { client in
                let response = try await client.exchange("GET", "/x")
                #expect(!response.isComplete)
                #expect(response.pieces.isEmpty)
            }
        }
    }

    @Test(arguments: [Step.close, .truncate, .reset])
    func `a connection is cut when it is accepted`(step: Step) async throws {
        try await withFakeArgo(tls: try .generated(), scripts: [Script(start: .accept, [step])]) { fake in
            do {
                try await TestClient.with(port: fake.port) { client in
                    #expect(await client.response().status == 0)
                }
            } catch is NIOConnectionError {
                // A RST may be there before the client knows that it is connected.
            }
            try await fake.waitForConnectionClosed()
            #expect(await fake.requestCount == 0)
        }
    }

    @Test func `a RST is a RST`() async throws {
        try await withFakeArgo(scripts: [Script([.reset])]) { fake in
            try await TestClient.with(port: fake.port) { client in
                let error = try await client.exchange("GET", "/x").error as? IOError
                #expect(error?.errnoCode == 104 || error?.errnoCode == 54)
            }
        }
    }

    @Test func `a script that waits at the door lets the connection be served afterwards`() async throws {
        let gate = Gate()
        let reached = Gate()
        let script = Script(start: .accept, [.open(reached), .wait(for: gate)])
        let tls = try ServerTLS.generated(sendsIntermediate: true)
        try await withFakeArgo(tls: tls, scripts: [script]) { fake in
            try await TestClient.with(port: fake.port, tls: try .trusting(tls.chain.rootPEM)) { client in
                await reached.wait()
                client.begin("GET", "/argoapi/v1/models", promise: nil)
                #expect(await fake.requestCount == 0)
                gate.open()
                #expect(await client.response().status == 200)
            }
        }
    }

    @Test func `a script may answer before the body was read`() async throws {
        try await withFakeArgo(scripts: [Script(start: .head, [.head(413, [HeaderField("content-length", "0")]), .end])]) { fake in
            try await TestClient.with(port: fake.port) { client in
                try await client.sendHead("POST", "/x", [("host", "h"), ("content-length", "4")])
                #expect(await client.response().status == 413)
                #expect(await fake.requestCount == 0)
                try await client.sendBody(Array("abcd".utf8))
                try await client.sendEnd()
                #expect(try await fake.nextRequest().text == "abcd")
                #expect(try await client.exchange("GET", "/argoapi/v1/models").status == 200)
            }
        }
    }

    @Test func `a script that begins at the head can leave the answer to the server`() async throws {
        let gate = Gate()
        try await withFakeArgo(scripts: [Script(start: .head, [.open(gate), .answer])]) { fake in
            try await TestClient.with(port: fake.port) { client in
                let body = #"{"model":"gpt4o","user":"a","messages":[]}"#
                try await client.sendHead(
                    "POST", "/argoapi/v1/chat/completions", [("host", "h"), ("content-length", "\(body.utf8.count)")])
                await gate.wait()
                try await client.sendBody(Array(body.utf8))
                try await client.sendEnd()
                #expect(await client.response().text.contains("Hello from GPT-4o"))
                #expect(try await client.exchange("GET", "/argoapi/v1/models").status == 200)
            }
        }
    }

    @Test func `an idle connection is closed when the gate says so`() async throws {
        let gate = Gate()
        try await withFakeArgo(scripts: [Script([.head(200), .end, .wait(for: gate), .close])]) { fake in
            try await TestClient.with(port: fake.port) { client in
                let response = try await client.exchange("GET", "/x")
                #expect(response.isComplete)
                #expect(await fake.connectionCount.open == 1)
                gate.open()
                guard case .closed? = await client.next() else { throw Missing("not closed") }
            }
        }
    }

    @Test func `raw bytes are sent as they are`() async throws {
        try await withFakeArgo(scripts: [Script([.raw("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab"), .truncate])]) { fake in
            try await TestClient.with(port: fake.port) { client in
                let response = try await client.exchange("GET", "/x")
                #expect(response.text == "ab")
                #expect(!response.isComplete)
            }
        }
    }

    @Test func `a server that stops reading reads on when it is told`() async throws {
        let stopped = Gate()
        let gate = Gate()
        let script = Script(start: .head, [.stopReading, .open(stopped), .wait(for: gate), .resumeReading, .answer])
        try await withFakeArgo(scripts: [script]) { fake in
            try await TestClient.with(port: fake.port) { client in
                let body = String(repeating: " ", count: 1_000_000) + #"{"model":"gpt4o","user":"a","messages":[]}"#
                try await client.sendHead(
                    "POST", "/argoapi/v1/chat/completions", [("host", "h"), ("content-length", "\(body.utf8.count)")])
                await stopped.wait()
                let sent = client.channel.eventLoop.makePromise(of: Void.self)
                client.channel.writeAndFlush(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(string: body))), promise: sent)
                #expect(await fake.requestCount == 0)
                gate.open()
                try await sent.futureResult.get()
                try await client.sendEnd()
                #expect(await client.response().status == 200)
            }
        }
    }

    @Test func `a play ends with its connection`() async throws {
        let gate = Gate()
        try await withFakeArgo(scripts: [Script([.streamHead, .wait(for: gate), .end])]) { fake in
            let client = try await TestClient.connect(to: fake.port)
            try await client.send("GET", "/x")
            guard case .head? = await client.next() else { throw Missing("no head") }
            await client.close()
            try await fake.waitForConnectionClosed()
            gate.open()
            #expect(await fake.connectionCount == ConnectionCount(accepted: 1, open: 0))
        }
    }
}
