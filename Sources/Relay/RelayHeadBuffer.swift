/// Collects the bytes of a connection until a head is whole. What lies behind it stays.
struct RelayHeadBuffer {
    enum Outcome: Equatable {
        case unfinished
        case head(RelayHead)
        case malformed
        case tooLong
    }

    /// Five times what either side sends.
    static let limit = 4_096
    private static let end = Array("\r\n\r\n".utf8)

    private var bytes: [UInt8] = []
    /// Up to here no end begins.
    private var searched = 0

    mutating func append(_ piece: some Collection<UInt8>) { bytes.append(contentsOf: piece) }

    /// Takes a head out.
    mutating func next() -> Outcome {
        while searched + Self.end.count <= bytes.count, searched <= Self.limit {
            guard bytes[searched..<searched + Self.end.count].elementsEqual(Self.end) else {
                searched += 1
                continue
            }
            let head = RelayHead(parsing: bytes[..<searched])
            bytes.removeFirst(searched + Self.end.count)
            searched = 0
            return head.map(Outcome.head) ?? .malformed
        }
        return searched > Self.limit ? .tooLong : .unfinished
    }

    /// What has come behind the last head.
    mutating func takeRest() -> [UInt8] {
        defer {
            bytes = []
            searched = 0
        }
        return bytes
    }
}
