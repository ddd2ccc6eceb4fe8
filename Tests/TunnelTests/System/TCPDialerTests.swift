import Testing

@testable import SystemSupport
@testable import Tunnel

@Suite(.timeLimit(.minutes(1))) struct TCPDialerTests {
    @Test func `a server is reached`() async throws {
        let echo = try LoopbackServer.echo()
        let socket = TestSocket(owning: try await TCPDialer.dial(echo.endpoint, hop: "here", timeout: .seconds(20)).release())
        #expect(await onThread { socket.write([42]) && socket.read(1) == [42] })
    }

    @Test func `a name is resolved, and every address is tried`() async throws {
        // `localhost` has ::1 first on most machines; the server has 127.0.0.1 alone.
        let echo = try LoopbackServer.echo()
        let address = Endpoint(host: "localhost", port: echo.port)
        let socket = TestSocket(owning: try await TCPDialer.dial(address, hop: "here", timeout: .seconds(20)).release())
        #expect(await onThread { socket.write([42]) && socket.read(1) == [42] })
    }

    @Test func `nobody there is said with the system's reason`() async throws {
        let (holder, port) = try LoopbackServer.reservingPort()
        let address = Endpoint(host: "127.0.0.1", port: port)
        await #expect(throws: TunnelError.unreachable(hop: "here", address: address, reason: "Connection refused")) {
            _ = try await TCPDialer.dial(address, hop: "here", timeout: .seconds(20)).release()
        }
        withExtendedLifetime(holder) {}
    }

    @Test func `a name that does not resolve is unreachable`() async throws {
        // Not a name that could be asked for: RFC 1035 allows 63 bytes in a label.
        let address = Endpoint(host: String(repeating: "x", count: 300), port: 22)
        let error = await #expect(throws: TunnelError.self) {
            _ = try await TCPDialer.dial(address, hop: "here", timeout: .seconds(20)).release()
        }
        guard case .unreachable("here", address, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test func `a dial without time is over at once`() async throws {
        let echo = try LoopbackServer.echo()
        let address = Endpoint(host: "127.0.0.1", port: echo.port)
        let outOfTime = TunnelError.timedOut(hop: "here", phase: .dial, seconds: 0)
        await #expect(throws: outOfTime) { _ = try await TCPDialer.dial(address, hop: "here", timeout: .zero).release() }
        // What comes later is dropped.
        let outcome = FirstOutcome<Result<Int32, TunnelError>>()
        #expect(outcome.settle(.failure(outOfTime)))
        #expect(!outcome.settle(.success(0)))
        #expect(await outcome.wait() == .failure(outOfTime))
    }

    @Test func `a dial that is cancelled stops`() async throws {
        // A listener that accepts nothing: its queue is full after one connection.
        let (holder, port) = try LoopbackServer.reservingPort()
        let dialling = Task {
            try await TCPDialer.dial(Endpoint(host: "127.0.0.1", port: port), hop: "here", timeout: .seconds(20)).release()
        }
        dialling.cancel()
        await #expect(throws: TunnelError.self) { _ = try await dialling.value }
        withExtendedLifetime(holder) {}
    }
}

@Suite(.timeLimit(.minutes(1))) struct ByteQueueTests {
    @Test func `what goes in comes out in order, however much the socket takes`() async throws {
        let (outer, inner) = try SocketPair().release()
        let reader = TestSocket(owning: outer)
        var source = TestBytes(seed: 9)
        let bytes = source.next(3_000_000)
        let received = Task { await onThread { reader.readToEnd().bytes } }
        var queue = ByteQueue()
        var position = 0
        let socket = Descriptor(owning: inner)
        while position < bytes.count || !queue.isEmpty {
            let part = min(70_001, bytes.count - position)
            if part > 0 { queue.append(bytes, position..<position + part) }
            position += part
            let (_, failure) = queue.write(to: socket)
            #expect(failure == nil)
            if position == bytes.count, !queue.isEmpty {
                var polls = PollSet()
                polls.add(socket.number, .writable)
                _ = polls.wait(.seconds(10))
            }
        }
        socket.endWriting()
        #expect(await received.value == bytes)
    }

    @Test func `a reader that is gone is told`() throws {
        let (outer, inner) = try SocketPair().release()
        _ = Descriptor(owning: outer)
        var queue = ByteQueue()
        queue.append([1, 2, 3], 0..<3)
        #expect(queue.write(to: Descriptor(owning: inner)).failure != nil)
    }
}
