import FakeArgo
import NIOCore
import NIOHTTP1
import Testing

@testable import Shim

/// The client of requests of the program's own, on a connection that is dialled for each.
@Suite(.timeLimit(.minutes(1)))
struct HTTPClientTests {
    private static let path = "/thing"

    /// Asks a server that answers with these steps.
    private func ask<Value>(
        _ steps: [Step], timeLimit: TimeAmount? = nil, sizeLimit: Int = 1_000_000, _ use: (HTTPReply) async throws -> Value
    ) async throws -> Value {
        try await withFakeArgo { server in
            await server.enqueue(path: Self.path, steps)
            let client = HTTPClient(DirectConnector(host: "127.0.0.1", port: server.port))
            return try await client.withReply(
                to: .GET, Self.path, headers: ["host": "127.0.0.1"], timeLimit: timeLimit, sizeLimit: sizeLimit, use)
        }
    }

    private func kind(_ steps: [Step], timeLimit: TimeAmount? = nil, sizeLimit: Int = 100) async throws -> HTTPClientError.Kind? {
        do {
            _ = try await ask(steps, timeLimit: timeLimit, sizeLimit: sizeLimit) { try await $0.bytes() }
            return nil
        } catch let error as HTTPClientError {
            return error.kind
        }
    }

    @Test func `a reply is read whole`() async throws {
        let reply = try await ask([.head(201, [HeaderField("x-a", "b")]), .chunk("one"), .chunk("two"), .end]) { reply in
            (reply.status, reply.headers.first(name: "x-a"), try await reply.bytes())
        }
        #expect(reply.0 == 201 && reply.1 == "b")
        #expect(reply.2 == Array("onetwo".utf8))
    }

    @Test func `a piece is there before the next one has come`() async throws {
        let gate = Gate()
        try await ask([.head(200), .chunk("one"), .wait(for: gate), .chunk("two"), .end]) { reply async throws in
            #expect(try await reply.next() == ByteBuffer(string: "one"))
            gate.open()
            #expect(try await reply.next() == ByteBuffer(string: "two"))
            #expect(try await reply.next() == nil)
            #expect(try await reply.next() == nil)
        }
    }

    @Test func `a reader that is slower than the server gets all of it`() async throws {
        let piece = [UInt8](repeating: 7, count: 50_000)
        let count = try await ask([.head(200)] + [Step](repeating: .chunk(piece), count: 20) + [.end]) { reply in
            var count = 0
            while let bytes = try await reply.next() { count += bytes.readableBytes }
            return count
        }
        #expect(count == 1_000_000)
    }

    @Test func `a body may be as long as the limit, and no longer`() async throws {
        let body = [UInt8](repeating: 7, count: 100)
        #expect(try await kind([.head(200), .chunk(body), .end]) == nil)
        #expect(try await kind([.head(200), .chunk(body), .chunk("x"), .end]) == .tooLarge)
    }

    @Test func `a reply that does not come in time is given up, before its head or behind it`() async throws {
        #expect(try await kind([], timeLimit: .milliseconds(50)) == .tooSlow)
        #expect(try await kind([.head(200), .chunk("a")], timeLimit: .milliseconds(50)) == .tooSlow)
    }

    @Test func `a connection that ends first is told`() async throws {
        #expect(try await kind([.close]) == .closed)
        #expect(try await kind([.head(200), .chunk("a"), .close]) == .closed)
        #expect(try await kind([.raw("no HTTP\r\n\r\n"), .close]) == .other)
    }

    @Test func `what the reader throws ends the request`() async throws {
        struct Enough: Error {}
        await #expect(throws: Enough.self) {
            try await ask([.head(200), .chunk("a")]) { _ in throw Enough() }
        }
    }

    @Test func `a server that is not there is told in words`() async throws {
        let client = HTTPClient(DirectConnector(host: "127.0.0.1", port: 1))
        let error = await #expect(throws: HTTPClientError.self) {
            try await client.withReply(to: .GET, "/", headers: [:], timeLimit: nil, sizeLimit: 1) { $0.status }
        }
        #expect(error?.kind == .other && error?.description.contains("connection refused") == true)
    }
}
