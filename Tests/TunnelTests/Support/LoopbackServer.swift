import Testing

@testable import SystemSupport
@testable import Tunnel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A TCP server, on 127.0.0.1 if nothing else is said, whose connections are each served on a thread of their own.
final class LoopbackServer: Sendable {
    let endpoint: Endpoint
    private let listener: TestSocket
    private let state = Locked(State())

    private struct State {
        var isClosed = false
        var connections: [ObjectIdentifier: TestSocket] = [:]
    }

    var port: Int { endpoint.port }

    /// - Parameters:
    ///   - host: an IPv4 address of this machine, in the network that the calling thread sees.
    ///   - serve: the connection is closed when it returns.
    init(host: String = "127.0.0.1", _ serve: @escaping @Sendable (TestSocket) -> Void) throws {
        let (listener, port) = try Self.reservingPort(of: host)
        endpoint = Endpoint(host: host, port: port)
        self.listener = listener
        try #require(listen(listener.number, 512) == 0)
        try SystemThread.start { [state] in
            while true {
                let accepted = accept(listener.number, nil, nil)
                guard accepted >= 0 else { return }
                let connection = TestSocket(owning: accepted)
                let isWanted = state.withLock { state in
                    if !state.isClosed { state.connections[ObjectIdentifier(connection)] = connection }
                    return !state.isClosed
                }
                guard isWanted else { return }
                // Without threads the connection is closed at once, and its test fails.
                try? SystemThread.start {
                    serve(connection)
                    connection.breakOff()
                    _ = state.withLock { $0.connections.removeValue(forKey: ObjectIdentifier(connection)) }
                }
            }
        }
    }

    deinit { close() }

    /// Ends it, and all of its connections.
    func close() {
        let wasOpen = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        breakConnections()
        // Lets the accepting thread look: shutdown(2) of a listening socket does that on Linux alone, a connection only in the same network.
        listener.breakOff()
        if wasOpen, case .success(let addresses) = ResolvedAddress.resolve(host: endpoint.host, port: endpoint.port),
            let number = try? addresses.first?.beginConnecting()
        {
            _ = Descriptor(owning: number)
        }
    }

    func breakConnections() {
        for connection in state.withLock({ Array($0.connections.values) }) { connection.breakOff() }
    }
}

extension LoopbackServer {
    /// A socket with a free port, on which nobody listens yet.
    static func reservingPort(of host: String = "127.0.0.1") throws -> (socket: TestSocket, port: Int) {
        #if canImport(Glibc)
            let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let number = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        try #require(number >= 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        try #require(unsafe inet_pton(AF_INET, host, &address.sin_addr) == 1)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(number, $0, length) == 0 && getsockname(number, $0, &length) == 0
            }
        }
        try #require(isBound)
        return (TestSocket(owning: number), Int(UInt16(bigEndian: address.sin_port)))
    }

    /// Sends back what it gets, and ends when the other side does.
    static func echo() throws -> LoopbackServer {
        try LoopbackServer { socket in
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            while let count = socket.readSome(&buffer) {
                guard socket.write(Array(buffer[..<count])) else { return }
            }
            socket.endWriting()
        }
    }
}

/// Stands between a client and a server, and can stop forwarding without closing anything, as a network does that has gone away.
final class TestRelay: Sendable {
    /// The client's end.
    let client: Int32
    private let inner: TestSocket
    private let server: TestSocket
    private let isFrozen = Locked(false)

    /// - Parameters:
    ///   - server: a connection to the server.
    ///   - freezingAfter: so many bytes of the server's get through; nil for all.
    init(to server: Int32, freezingAfter limit: Int? = nil) throws {
        let (outer, inner) = try SocketPair().release()
        client = outer
        self.inner = TestSocket(owning: inner)
        self.server = TestSocket(owning: server)
        try forward(from: self.inner, to: self.server, limit: nil)
        try forward(from: self.server, to: self.inner, limit: limit)
    }

    deinit { breakOff() }

    func freeze() { isFrozen.withLock { $0 = true } }

    /// Closes both sides.
    func breakOff() {
        inner.breakOff()
        server.breakOff()
    }

    private func forward(from source: TestSocket, to destination: TestSocket, limit: Int?) throws {
        try SystemThread.start { [isFrozen] in
            var left = limit ?? .max
            var buffer = [UInt8](repeating: 0, count: 32 << 10)
            while let count = source.readSome(&buffer) {
                let part = min(count, left)
                left -= part
                if isFrozen.withLock({ $0 }) { return }
                if part > 0, !destination.write(Array(buffer[..<part])) { break }
                if left == 0 { return }
            }
            destination.endWriting()
        }
    }
}
