import Testing

@testable import SystemSupport
@testable import Tunnel

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
