import FakeArgo
import NIOCore
import Testing

@testable import Shim

/// HTTP/1.x as clients use it, over a real socket.
@Suite(.timeLimit(.minutes(2)))
struct ConnectionTests {
    private let message = #"{"model":"claude-sonnet-4-6","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"hi"}]}"#

    @Test func `a connection serves one request after another`() async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            for _ in 0..<3 {
                try await connection.send(shim.post("/v1/messages", message))
                let response = try await connection.response()
                #expect(response.status == 200)
                #expect(response.text.contains("message_stop"))
            }
        }
    }

    @Test func `pipelined requests are answered in their order`() async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(
                shim.post("/v1/messages", message) + shim.head("GET", "/health") + shim.head("GET", "/nowhere")
                    + shim.post("/v1/messages", message))
            #expect(try await connection.response().text.contains("message_stop"))
            #expect(try await connection.response().text == #"{"status":"ok"}"#)
            #expect(try await connection.response().status == 404)
            #expect(try await connection.response().text.contains("message_stop"))
        }
    }

    @Test func `a body in chunks arrives upstream whole and with its length`() async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(
                shim.head("POST", "/v1/messages", headers: ["content-type: application/json", "transfer-encoding: chunked"]))
            for piece in message.split(every: 7) {
                try await connection.send("\(String(piece.utf8.count, radix: 16))\r\n\(piece)\r\n")
            }
            try await connection.send("0\r\nX-Trailer: dropped\r\n\r\n")
            #expect(try await connection.response().status == 200)
            let request = try #require(await shim.argo.lastQuestion)
            #expect(String(decoding: request.body, as: UTF8.self) == message)
            #expect(request.values(of: "content-length") == ["\(message.utf8.count)"])
            #expect(request.values(of: "transfer-encoding").isEmpty)
            #expect(request.values(of: "x-trailer").isEmpty)
        }
    }

    @Test func `a client that expects 100-continue gets it once it is admitted`() async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            let headers = ["expect: 100-continue", "content-length: \(message.utf8.count)"]
            try await connection.send(shim.head("POST", "/v1/messages", headers: headers))
            let interim = try await connection.read(until: "\r\n\r\n")
            #expect(interim.hasPrefix("HTTP/1.1 100 Continue\r\n"))
            try await connection.send(message)
            #expect(try await connection.response().status == 200)
        }
    }

    @Test func `a client that expects 100-continue and is refused gets the refusal and no more`() async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(
                "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\ncontent-length: 5\r\n\r\n")
            let response = try await connection.response()
            #expect(response.status == 401)
            #expect(response.value(of: "connection") == "close")
        }
    }

    @Test func `HTTP 1.0 gets its answer without chunks and the connection is closed`() async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            let head = shim.head(
                "POST", "/v1/messages", headers: ["content-length: \(message.utf8.count)"], version: "HTTP/1.0")
            try await connection.send(head + message)
            let response = try await connection.response()
            #expect(response.version == "HTTP/1.0")
            #expect(response.value(of: "transfer-encoding") == nil)
            #expect(response.text.contains("message_stop"))
            _ = try await connection.waitForClose()
        }
    }

    @Test func `HTTP 1.0 may keep the connection where the length is known`() async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            for _ in 0..<2 {
                try await connection.send(shim.head("GET", "/health", headers: ["connection: keep-alive"], version: "HTTP/1.0"))
                #expect(try await connection.response().value(of: "connection") == "keep-alive")
            }
        }
    }

    @Test func `a client that asks for it gets its connection closed behind the response`() async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.head("GET", "/v1/models", headers: ["connection: close"]))
            #expect(try await connection.response().isComplete == true)
            #expect(try await connection.waitForClose().isEmpty)
        }
    }

    @Test(arguments: ["/", "/argoapi", "/argoapi/api/hello"])
    func `a HEAD probe is 200 without a body and without a token`(path: String) async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send("HEAD \(path) HTTP/1.1\r\nHost: localhost:\(shim.port)\r\n\r\n")
            #expect(try await connection.response(toHead: true).status == 200)
            try await connection.send(shim.head("GET", "/health"))
            #expect(try await connection.response().status == 200)
            #expect(await shim.argo.requestCount == 1)
        }
    }

    @Test func `a 401 drops the body, and the next request on the connection is read from its beginning`() async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            let body = "GET /stolen HTTP/1.1\r\nHost: localhost\r\n\r\n"
            try await connection.send("POST /v1/messages HTTP/1.1\r\nHost: localhost\r\ncontent-length: \(body.utf8.count)\r\n\r\n")
            let refusal = try await connection.response()
            #expect(refusal.status == 401)
            #expect(refusal.value(of: "www-authenticate") == "Bearer realm=\"argo-shim\"")
            #expect(refusal.text.hasPrefix(#"{"type":"error","error":{"type":"authentication_error","#))
            try await connection.send(body + shim.post("/v1/messages", message))
            #expect(try await connection.response().status == 200)
        }
    }

    @Test func `a 401 for an OpenAI client is in its dialect`() async throws {
        try await withTestShim { shim async throws in
            let refusal = try await shim.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\ncontent-length: 0\r\n\r\n")
            #expect(refusal.status == 401)
            #expect(refusal.text.hasPrefix(#"{"error":{"message":"#))
            #expect(refusal.text.contains(#""code":"invalid_api_key""#))
        }
    }

    @Test func `without authentication Host and Origin are still checked`() async throws {
        try await withTestShim(isAuthenticated: false) { shim async throws in
            #expect(try await shim.send("GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200)
            #expect(try await shim.send("GET /v1/models HTTP/1.1\r\nHost: evil.example\r\n\r\n").status == 421)
            let foreign = "GET /v1/models HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n\r\n"
            #expect(try await shim.send(foreign).status == 403)
        }
    }

    @Test func `the same port answers on IPv6 where the machine has it`() async throws {
        try await withTestShim { shim async throws in
            // A machine without IPv6 refuses, and then there is nothing to see.
            guard let connection = try? await RawConnection.open(port: shim.port, host: "::1") else { return }
            try await connection.send("GET /health HTTP/1.1\r\nHost: [::1]:\(shim.port)\r\n\r\n")
            #expect(try await connection.response().status == 200)
        }
    }

    @Test func `OPTIONS opens no door to web pages`() async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.send(shim.head("OPTIONS", "/v1/messages"))
            #expect(response.status == 204)
            #expect(!response.headers.contains { $0.name.lowercased().hasPrefix("access-control") })
        }
    }

    @Test func `hundreds of requests that wait behind one are all answered`() async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            let count = 700
            try await connection.send(
                shim.post("/v1/messages", message) + String(repeating: shim.head("GET", "/health"), count: count))
            #expect(try await connection.response().text.contains("message_stop"))
            for _ in 0..<count { #expect(try await connection.response().status == 200) }
        }
    }

    @Test(arguments: ["Upgrade: h2c\r\nConnection: Upgrade", "Connection: keep-alive\r\nUpgrade: foo/2"])
    func `a request that offers an upgrade is served without one, and is the last of its connection`(headers: String) async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.head("GET", "/health", headers: [headers]))
            let response = try await connection.response()
            #expect(response.status == 200)
            #expect(response.value(of: "connection") == "close")
            #expect(try await connection.waitForClose().isEmpty)
        }
    }

    @Test func `CONNECT is refused and its connection closed`() async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send("CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n")
            #expect(try await connection.response().status == 400)
            _ = try await connection.waitForClose()
        }
    }

    @Test func `an idle connection is closed without a word, also when head and body of the last request came apart`() async throws {
        try await withTestShim(change: {
            $0.times.head = .milliseconds(20)
            $0.times.keepAlive = .milliseconds(200)
        }) { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send("POST /v1/messages HTTP/1.1\r\nHost: localhost\r\ncontent-length: 5\r\n\r\n")
            #expect(try await connection.response().status == 401)
            try await connection.send("12345")
            #expect(try await connection.waitForClose().isEmpty)
        }
    }

    @Test func `a shutdown that is hurried does not wait for what is under way`() async throws {
        let script = Script(path: "/argoapi/v1/messages", [.head(200), .chunk("first"), .wait(for: Gate())])
        try await withTestShim(scripts: [script], change: { $0.times.shutdown = .hours(1) }) { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.post("/v1/messages", message))
            _ = try await connection.read(until: "first")
            async let end: Void = shim.server.closeConnections()
            shim.server.closeNow()
            await end
            _ = try await connection.waitForClose()
            #expect(shim.log.text.contains("argo-shim stopped"), "\(shim.log.text)")
        }
    }

    @Test func `a taken port is an error and not another port`() async throws {
        try await withTestShim { shim async throws in
            var configuration = shim.server.configuration
            configuration.port = shim.port
            await #expect(throws: ShimError.portTaken(address: "127.0.0.1", port: shim.port)) {
                _ = try await ShimServer.start(
                    configuration, connector: DirectConnector(host: "127.0.0.1", port: 1), tokens: nil, logger: shim.log.logger)
            }
        }
    }
}

extension String {
    func split(every length: Int) -> [Substring] {
        stride(from: 0, to: count, by: length).map { dropFirst($0).prefix(length) }
    }
}
