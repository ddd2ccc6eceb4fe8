import Crypto

@testable import SystemSupport
@testable import Tunnel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A connected socket that blocks, for the ends of a test.
final class TestSocket: Sendable {
    enum ReadEnd: Equatable {
        case end
        case reset
    }

    private let descriptor: Descriptor

    init(owning number: Int32) {
        descriptor = Descriptor(owning: number)
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL, 0) & ~O_NONBLOCK)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }

    var number: Int32 { descriptor.number }

    /// Writes all of it.
    ///
    /// - Returns: false when the other end is gone.
    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        var position = 0
        while position < bytes.count {
            guard case .bytes(let count) = descriptor.send(bytes, position..<bytes.count) else { return false }
            position += count
        }
        return true
    }

    func write(_ text: String) { write(Array(text.utf8)) }

    /// Reads some bytes; nil at the end.
    func readSome(_ buffer: inout [UInt8]) -> Int? {
        guard case .bytes(let count) = descriptor.receive(into: &buffer, limit: buffer.count) else { return nil }
        return count
    }

    /// Reads exactly so many bytes, or what there is before the end.
    func read(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var buffer = [UInt8](repeating: 0, count: count - bytes.count)
            guard let part = readSome(&buffer) else { break }
            bytes += buffer[..<part]
        }
        return bytes
    }

    /// Reads to the end, which is told.
    func readToEnd() -> (bytes: [UInt8], end: ReadEnd) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            switch descriptor.receive(into: &buffer, limit: buffer.count) {
            case .bytes(let count): bytes += buffer[..<count]
            case .wouldBlock: continue
            case .ended: return (bytes, .end)
            case .failed: return (bytes, .reset)
            }
        }
    }

    /// Whether the other end is closed, found by writing to it.
    func isClosedByPeer() -> Bool {
        for _ in 0..<1_000_000 {
            guard write([0]) else { return true }
            var found = PollSet()
            found.add(number, .writable)
            _ = found.wait(.milliseconds(1))
        }
        return false
    }

    func endWriting() { descriptor.endWriting() }

    /// Wakes whoever is blocked in it.
    func breakOff() { _ = shutdown(number, Int32(SHUT_RDWR)) }

    func resetWhenClosed() { descriptor.resetWhenClosed() }
}

/// Bytes that no compression or mix-up leaves as they are, and that need not be kept: a seed makes them again.
struct TestBytes {
    private var state: UInt64

    init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        for index in bytes.indices {
            // xorshift64 (Marsaglia 2003)
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            bytes[index] = UInt8(truncatingIfNeeded: state >> 32)
        }
        return bytes
    }

    static func digest(seed: Int, count: Int) -> SHA256.Digest {
        var bytes = TestBytes(seed: seed)
        return SHA256.hash(data: bytes.next(count))
    }
}
