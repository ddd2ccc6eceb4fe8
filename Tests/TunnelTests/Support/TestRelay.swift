@testable import SystemSupport
@testable import Tunnel

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
