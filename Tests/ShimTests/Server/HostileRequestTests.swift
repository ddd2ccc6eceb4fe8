import FakeArgo
import NIOCore
import Testing

@testable import Shim

/// What a bad peer sends, over a real socket.
@Suite(.timeLimit(.minutes(2)))
struct HostileRequestTests {
    @Test(arguments: [
        ("a lone CR", "GET /health HTTP/1.1\rHost: localhost\r\n\r\n"),
        ("a CR in a value", "GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n"),
        ("rubbish", "\u{1}\u{2}\u{3}\r\n\r\n"),
        ("a TLS hello", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\r\n\r\n"),
        ("a folded header", "GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n"),
        ("a blank in a name", "GET /health HTTP/1.1\r\nHost: localhost\r\nX : a\r\n\r\n"),
        ("no name", "GET /health HTTP/1.1\r\nHost: localhost\r\n: a\r\n\r\n"),
        ("a NUL in a value", "GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\u{0}b\r\n\r\n"),
        ("two Content-Lengths", "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"),
        ("a negative length", "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\ncontent-length: -1\r\n\r\n"),
        ("a length that overflows", "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\ncontent-length: 99999999999999999999999\r\n\r\n"),
        (
            "Content-Length with chunks",
            "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        ("HTTP/2.0", "GET /health HTTP/2.0\r\nHost: localhost\r\n\r\n"),
    ])
    func `is answered with 4xx or 5xx and the connection is closed`(name: String, request: String) async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(request.replacing("localhost", with: "127.0.0.1:\(shim.port)\r\nx-api-key: \(TestTokens.good)"))
            let response = try await connection.response()
            #expect((400..<506).contains(response.status), "\(name): \(response.status)")
            _ = try await connection.waitForClose()
            #expect(try await shim.get("/health").status == 200)
            #expect(await shim.argo.requestCount == 1)
        }
    }

    @Test(arguments: ["ffffffffffffffffff\r\n", "-1\r\n", "zz\r\n", "5\r\nhelloXX"])
    func `a broken chunk is 400`(chunk: String) async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.head("POST", "/v1/messages", headers: ["transfer-encoding: chunked"]) + chunk)
            #expect(try await connection.response().status == 400)
            _ = try await connection.waitForClose()
            #expect(await shim.argo.requestCount == 1)
        }
    }

    @Test func `a head without end is cut off at 64 KiB`() async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send("GET /health HTTP/1.1\r\n")
            for number in 0..<20 { connection.queue(Array("x-\(number): \(String(repeating: "a", count: 4_096))\r\n".utf8)) }
            #expect(try await connection.response().status == 431)
        }
    }

    @Test func `a head that comes too slowly is 408`() async throws {
        try await withTestShim(change: { $0.times.head = .milliseconds(50) }) { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send("GET /health HT")
            #expect(try await connection.response().status == 408)
            _ = try await connection.waitForClose()
        }
    }

    @Test func `a body that stops coming is 408`() async throws {
        try await withTestShim(change: { $0.times.body = .milliseconds(50) }) { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.head("POST", "/v1/messages", headers: ["content-length: 100"]) + "{")
            #expect(try await connection.response().status == 408)
            _ = try await connection.waitForClose()
        }
    }

    @Test func `a body of 70 MiB is 413 before it is read`() async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.head("POST", "/v1/messages", headers: ["content-length: \(70 * 1024 * 1024)"]))
            let response = try await connection.response()
            #expect(response.status == 413)
            #expect(response.text.contains("request_too_large"))
        }
    }

    @Test func `a body in chunks is cut off at the limit`() async throws {
        try await withTestShim(change: { $0.limits.bodySize = 1_000 }) { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.head("POST", "/v1/messages", headers: ["transfer-encoding: chunked"]))
            connection.queue(Array(("3e9\r\n" + String(repeating: "a", count: 1_001) + "\r\n").utf8))
            #expect(try await connection.response().status == 413)
            connection.queue(Array("0\r\n\r\n".utf8))
            connection.queue(Array(shim.head("GET", "/health").utf8))
            #expect(try await connection.response().status == 200)
        }
    }

    @Test func `the rest of a refused body is dropped only up to a bound`() async throws {
        try await withTestShim(change: { $0.limits.discardedSize = 100_000 }) { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(
                "POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\ncontent-length: 1000000\r\n\r\n")
            #expect(try await connection.response().status == 401)
            connection.queue([UInt8](repeating: 0x61, count: 200_000))
            _ = try await connection.waitForClose()
        }
    }

    @Test func `a refused body that does not come is not waited for without end`() async throws {
        try await withTestShim(change: { $0.times.discarding = .milliseconds(50) }) { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send("POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\ncontent-length: 1000\r\n\r\n")
            #expect(try await connection.response().status == 401)
            _ = try await connection.waitForClose()
        }
    }

    @Test(arguments: ["/v1/messages\u{7F}", "/v1/mess%0d%0aX-Injected:1", "/v1/messages%0d%0aHost:evil"])
    func `nothing in a path becomes a header upstream`(path: String) async throws {
        try await withTestShim { shim async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.head("POST", path, headers: ["content-length: 2"]) + "{}")
            #expect([400, 404].contains(try await connection.response().status))
            #expect(await shim.argo.requestCount == 1)
        }
    }

    @Test func `connections beyond the limit are told so`() async throws {
        try await withTestShim(change: { $0.limits.connectionCount = 2 }) { shim async throws in
            var connections: [RawConnection] = []
            for _ in 0..<2 {
                let connection = try await RawConnection.open(port: shim.port)
                try await connection.send(shim.head("GET", "/health"))
                #expect(try await connection.response().status == 200)
                connections.append(connection)
            }
            let surplus = try await RawConnection.open(port: shim.port)
            try await surplus.send(shim.head("GET", "/health"))
            let response = try await surplus.response()
            #expect(response.status == 503)
            #expect(response.value(of: "retry-after") == "1")
            _ = try await surplus.waitForClose()
            for connection in connections { await connection.close() }
        }
    }
}
