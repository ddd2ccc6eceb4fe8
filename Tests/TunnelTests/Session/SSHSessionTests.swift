import Crypto
import Testing

@testable import SystemSupport
@testable import Tunnel

@Suite(.enabled(if: TestSSHD.isInstalled, TestSSHD.isMissing), .timeLimit(.minutes(2))) struct SSHSessionTests {
    @Test func `a stream carries bytes to the target and back`() async throws {
        let server = try await TestSSHD()
        let echo = try LoopbackServer.echo()
        let session = try await server.session()
        let socket = try await session.socket(to: echo.endpoint)
        let answer = await onThread {
            socket.write("hello")
            return socket.read(5)
        }
        #expect(answer == Array("hello".utf8))
        session.close()
        #expect(await session.ended() == .stopped)
    }

    @Test func `every byte of two hundred streams arrives, both ways at once`() async throws {
        let size = 300_000
        let server = try await TestSSHD()
        let echo = try LoopbackServer.echo()
        let session = try await server.session()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for seed in 0..<200 {
                group.addTask {
                    let socket = try await session.socket(to: echo.endpoint)
                    async let sent: Void = onThread {
                        var bytes = TestBytes(seed: seed)
                        socket.write(bytes.next(size))
                        socket.endWriting()
                    }
                    let received = await onThread { SHA256.hash(data: socket.readToEnd().bytes) }
                    await sent
                    return received == TestBytes.digest(seed: seed, count: size)
                }
            }
            for try await isWhole in group { #expect(isWhole) }
        }
        session.close()
        #expect(await session.ended() == .stopped)
    }

    @Test func `the end of what the local side sends reaches the target, which can still answer`() async throws {
        let server = try await TestSSHD()
        let target = try LoopbackServer { socket in
            let request = socket.readToEnd().bytes
            socket.write(request.reversed())
        }
        let session = try await server.session()
        let socket = try await session.socket(to: target.endpoint)
        let answer = await onThread {
            socket.write("abc")
            socket.endWriting()
            return socket.readToEnd().bytes
        }
        #expect(answer == Array("cba".utf8))
    }

    @Test func `the end of what the target sends reaches the local side, which can still send`() async throws {
        let server = try await TestSSHD()
        let (received, report) = AsyncStream.makeStream(of: [UInt8].self)
        let target = try LoopbackServer { socket in
            socket.write("bye")
            socket.endWriting()
            report.yield(socket.readToEnd().bytes)
        }
        let session = try await server.session()
        let socket = try await session.socket(to: target.endpoint)
        let answer = await onThread {
            let answer = socket.readToEnd().bytes
            socket.write("more")
            socket.endWriting()
            return answer
        }
        #expect(answer == Array("bye".utf8))
        #expect(await received.first { _ in true } == Array("more".utf8))
    }

    @Test func `a local side that goes away closes the connection to the target at once`() async throws {
        let server = try await TestSSHD()
        let (ends, report) = AsyncStream.makeStream(of: Int.self)
        let target = try LoopbackServer { socket in
            socket.write("greeting")
            report.yield(socket.readToEnd().bytes.count)
        }
        let session = try await server.session()
        var socket: TestSocket? = try await session.socket(to: target.endpoint)
        await onThread { [socket] in
            _ = socket?.read(1)
            socket?.write("last words")
        }
        socket = nil
        #expect(await ends.first { _ in true } == 10)
    }

    @Test func `a target that breaks off ends the stream`() async throws {
        let server = try await TestSSHD()
        let target = try LoopbackServer { socket in
            _ = socket.read(1)
            socket.resetWhenClosed()
        }
        let session = try await server.session()
        let socket = try await session.socket(to: target.endpoint)
        let isOver = await onThread {
            socket.write("x")
            _ = socket.readToEnd()
            return socket.isClosedByPeer()
        }
        #expect(isOver)
    }

    @Test func `a socket of somebody else's is bridged and closed with its stream`() async throws {
        let server = try await TestSSHD()
        let echo = try LoopbackServer.echo()
        let session = try await server.session()
        let (outer, inner) = try SocketPair().release()
        let socket = TestSocket(owning: outer)
        try await session.bridge(Descriptor(owning: inner), to: echo.endpoint)
        let answer = await onThread {
            socket.write("over the bridge")
            socket.endWriting()
            return socket.readToEnd().bytes
        }
        #expect(answer == Array("over the bridge".utf8))
    }

    @Test func `a thousand streams come and go, and each lets go of its socket`() async throws {
        let server = try await TestSSHD()
        let echo = try LoopbackServer.echo()
        let session = try await server.session()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<125 {
                        let socket = try await session.socket(to: echo.endpoint)
                        let isClosed = await onThread {
                            socket.write("ping")
                            let answer = socket.read(4)
                            socket.endWriting()
                            _ = socket.readToEnd()
                            return answer.count == 4 && socket.isClosedByPeer()
                        }
                        guard isClosed else { return false }
                    }
                    return true
                }
            }
            for try await areClosed in group { #expect(areClosed) }
        }
        session.close()
        #expect(await session.ended() == .stopped)
        #expect(session.openStreams == 0)
    }

    @Test func `a stream that nobody reads does not hold up the others`() async throws {
        let server = try await TestSSHD()
        let source = try LoopbackServer { socket in
            let block = [UInt8](repeating: 7, count: 64 << 10)
            while socket.write(block) {}
        }
        let echo = try LoopbackServer.echo()
        let session = try await server.session()
        var unread: [TestSocket] = []
        for _ in 0..<20 { unread.append(try await session.socket(to: source.endpoint)) }
        let socket = try await session.socket(to: echo.endpoint)
        let isWhole = await onThread {
            var bytes = TestBytes(seed: 1)
            return (0..<50).allSatisfy { _ in
                let block = bytes.next(50_000)
                socket.write(block)
                return socket.read(block.count) == block
            }
        }
        #expect(isWhole)
        #expect(session.openStreams == 21)
        withExtendedLifetime(unread) {}
    }

    @Test func `streams survive the server's new keys, in both directions under load`() async throws {
        let size = 24 << 20
        let server = try await TestSSHD(["RekeyLimit 1M"])
        let echo = try LoopbackServer.echo()
        let session = try await server.session()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for seed in 0..<3 {
                group.addTask {
                    let socket = try await session.socket(to: echo.endpoint)
                    async let sent: Void = onThread {
                        var bytes = TestBytes(seed: seed)
                        for _ in 0..<size >> 20 { socket.write(bytes.next(1 << 20)) }
                        socket.endWriting()
                    }
                    let received = await onThread { SHA256.hash(data: socket.readToEnd().bytes) }
                    await sent
                    return received == TestBytes.digest(seed: seed, count: size)
                }
            }
            for try await isWhole in group { #expect(isWhole, "\(server.log.suffix(500))") }
        }
    }
}
