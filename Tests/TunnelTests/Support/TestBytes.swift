import Crypto

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
