import FakeArgo
import NIOCore
import Testing

@testable import Shim

/// Streams through the shim, event by event, with an Argo that does what the test says.
@Suite(.timeLimit(.minutes(2)))
struct StreamingTests {
    private let request = #"{"model":"claude-sonnet-4-6","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"hi"}]}"#
    private let events = HeaderField("content-type", "text/event-stream")
    private let start =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}\n\n"
    private let stop = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"

    private func delta(_ text: String) -> String {
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"\(text)\"}}\n\n"
    }

    private func chunk(_ text: String) -> Step { .chunk(Array(text.utf8)) }

    @Test func `each event leaves when it arrives`() async throws {
        try await withTestShim { shim async throws in
            let gates = (0..<3).map { _ in Gate() }
            await shim.argo.enqueue(
                path: "/argoapi/v1/messages",
                [
                    .head(200, [events]), chunk(start), .wait(for: gates[0]), chunk(delta("one")), .wait(for: gates[1]),
                    chunk(delta("two")), .wait(for: gates[2]), chunk(stop), .end,
                ])
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.post("/v1/messages", request))
            let first = try await connection.read(until: "message_start")
            #expect(!first.contains("one"))
            gates[0].open()
            let second = try await connection.read(until: "one")
            #expect(!second.contains("two"))
            gates[1].open()
            let third = try await connection.read(until: "two")
            #expect(!third.contains("message_stop"))
            gates[2].open()
            let response = try await connection.response()
            #expect(response.text == start + delta("one") + delta("two") + stop)
            #expect(response.isComplete == true)
        }
    }

    @Test(arguments: [Step.close, .truncate, .reset])
    func `an upstream that breaks off in mid-stream looks broken to the client`(ending: Step) async throws {
        try await withTestShim { shim async throws in
            let gate = Gate()
            await shim.argo.enqueue(
                path: "/argoapi/v1/messages", [.head(200, [events]), chunk(start), chunk(delta("one")), .wait(for: gate), ending])
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.post("/v1/messages", request))
            _ = try await connection.read(until: "one")
            gate.open()
            let response = try await connection.response()
            #expect(response.isComplete == false)
            #expect(response.text.contains("one"))
        }
    }

    @Test func `a stream that ends without its terminal event looks broken too`() async throws {
        try await withTestShim { shim async throws in
            await shim.argo.enqueue(path: "/argoapi/v1/messages", [.head(200, [events]), chunk(start), chunk(delta("one")), .end])
            let response = try await shim.send(shim.post("/v1/messages", request))
            #expect(response.isComplete == false)
        }
    }

    @Test func `an HTTP 1.0 client sees a reset where a stream breaks off`() async throws {
        try await withTestShim { shim async throws in
            let gate = Gate()
            await shim.argo.enqueue(path: "/argoapi/v1/messages", [.head(200, [events]), chunk(start), .wait(for: gate), .truncate])
            let connection = try await RawConnection.open(port: shim.port)
            let head = shim.head("POST", "/v1/messages", headers: ["content-length: \(request.utf8.count)"], version: "HTTP/1.0")
            try await connection.send(head + request)
            _ = try await connection.read(until: "message_start")
            gate.open()
            _ = try await connection.waitForClose()
            #expect(try await connection.wasReset)
        }
    }

    @Test func `the upstream is closed within 100 ms when the client goes`() async throws {
        try await withTestShim { shim async throws in
            // The other tests may hold the processor back for longer than that; a timer of ours would delay each try.
            var fastest = Duration.seconds(60)
            for _ in 0..<20 where fastest >= .milliseconds(100) { fastest = min(fastest, try await timeToClose(shim)) }
            #expect(fastest < .milliseconds(100))
        }
    }

    private func timeToClose(_ shim: TestShim) async throws -> Duration {
        await shim.argo.enqueue(path: "/argoapi/v1/messages", [.head(200, [events]), chunk(start)])
        let connection = try await RawConnection.open(port: shim.port)
        try await connection.send(shim.post("/v1/messages", request))
        _ = try await connection.read(until: "message_start")
        let closed = await shim.argo.connectionCount
        let left = ContinuousClock.now
        await connection.close()
        return try await shim.argo.waitForConnectionClosed(closed.accepted - closed.open + 1) - left
    }

    @Test(arguments: [true, false])
    func `a client that goes before its answer begins is forgotten upstream as well`(isReset: Bool) async throws {
        try await withTestShim { shim async throws in
            await shim.argo.enqueue(path: "/argoapi/v1/messages", [.wait(for: Gate())])
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.post("/v1/messages", request))
            try await shim.argo.waitForRequests(2)
            let count = await shim.argo.connectionCount
            if isReset { try await connection.reset() } else { await connection.close() }
            try await shim.argo.waitForConnectionClosed(count.accepted - count.open + 1)
            #expect(try await shim.get("/health").status == 200)
        }
    }

    @Test func `a client that goes with half a request leaves nothing behind`() async throws {
        try await withTestShim { shim async throws in
            for part in ["POST /v1/mess", shim.head("POST", "/v1/messages", headers: ["content-length: 100"]) + "{"] {
                let connection = try await RawConnection.open(port: shim.port)
                try await connection.send(part)
                await connection.close()
            }
            #expect(try await shim.get("/health").status == 200)
            #expect(await shim.argo.requestCount == 1)
        }
    }

    @Test func `a silent stream gets pings, and an error event when the upstream is silent too long`() async throws {
        try await withTestShim(change: {
            $0.times.ping = .milliseconds(30)
            $0.times.idleStream = .milliseconds(200)
        }) { shim async throws in
            await shim.argo.enqueue(path: "/argoapi/v1/messages", [.head(200, [events]), chunk(start)])
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.post("/v1/messages", request))
            let response = try await connection.response()
            #expect(response.text.contains("event: ping\ndata: {\"type\": \"ping\"}\n\n"))
            #expect(response.text.contains("event: error"))
            #expect(response.text.contains("overloaded_error"))
            #expect(response.isComplete == true)
        }
    }

    @Test func `one byte at a time adds up to the same stream`() async throws {
        try await withTestShim { shim async throws in
            let gate = Gate()
            gate.open()
            await shim.argo.enqueue(
                path: "/argoapi/v1/messages",
                [.head(200, [events]), .trickle(Array((start + delta("ä€") + stop).utf8), gate), .end])
            let response = try await shim.send(shim.post("/v1/messages", request))
            #expect(response.text == start + delta("ä€") + stop)
        }
    }

    @Test func `a client that does not read stops the upstream instead of filling memory`() async throws {
        try await withTestShim { shim async throws in
            let piece = delta(String(repeating: "x", count: 60_000))
            let done = Gate()
            let steps: [Step] = [.head(200, [events]), chunk(start)] + Array(repeating: chunk(piece), count: 400)
            await shim.argo.enqueue(path: "/argoapi/v1/messages", steps + [.open(done), chunk(stop), .end])
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.stopReading()
            try await connection.send(shim.post("/v1/messages", request))
            try await shim.argo.waitForRequests(2)
            // Another client is served meanwhile, though 24 MB wait to be sent.
            #expect(try await shim.get("/v1/status").status == 200)
            #expect(await shim.argo.requestCount == 2)
            try await connection.resumeReading()
            await done.wait()
            let response = try await connection.response()
            #expect(response.body.count == start.utf8.count + 400 * piece.utf8.count + stop.utf8.count)
        }
    }

    @Test func `streams finish when the shim is asked to stop`() async throws {
        let gate = Gate()
        var stream: RawConnection?
        try await withTestShim { shim async throws in
            await shim.argo.enqueue(
                path: "/argoapi/v1/messages", [.head(200, [events]), chunk(start), .wait(for: gate), chunk(stop), .end])
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.post("/v1/messages", request))
            _ = try await connection.read(until: "message_start")
            stream = connection
            gate.open()
        }
        let response = try await #require(stream).response()
        #expect(response.isComplete == true)
    }
}
