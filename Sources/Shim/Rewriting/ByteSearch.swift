import LosslessJSON

/// Finds a short text in a long one, most of which is stepped over unread (Horspool's algorithm).
///
/// It answers cheaply whether a large body can hold anything to change, before any of its parts is looked at.
struct ByteSearch: Sendable {
    private let needle: [UInt8]
    /// How far the window moves, by the last byte in it.
    private let steps: [Int]

    /// - Parameter needle: what to look for; not empty.
    init(_ needle: String) {
        self.needle = Array(needle.utf8)
        var steps = [Int](repeating: Swift.max(1, self.needle.count), count: 256)
        for (index, byte) in self.needle.dropLast().enumerated() { steps[Int(byte)] = self.needle.count - 1 - index }
        self.steps = steps
    }

    /// Where the needle stands, in order.
    func offsets(in bytes: [UInt8], _ range: Range<Int>) -> [Int] {
        guard let last = needle.last else { return [] }
        var found: [Int] = []
        var end = range.lowerBound + needle.count - 1
        while end < range.upperBound {
            let byte = bytes[end]
            if byte == last, matches(bytes, at: end + 1 - needle.count) { found.append(end + 1 - needle.count) }
            end += steps[Int(byte)]
        }
        return found
    }

    /// Whether the needle stands anywhere.
    func isFound(in bytes: [UInt8]) -> Bool { !offsets(in: bytes, bytes.indices).isEmpty }

    private func matches(_ bytes: [UInt8], at start: Int) -> Bool {
        for index in needle.indices where bytes[start + index] != needle[index] { return false }
        return true
    }

    /// The elements of a list in which it stands; a list without it is not read.
    func elements(of list: JSONNode, in document: JSONDocument) -> [JSONNode] {
        let found = offsets(in: document.bytes, list.range)
        return found.isEmpty ? [] : document.elements(of: list).filter { Self.hasOffset(found, in: $0.range) }
    }

    /// Whether one of some offsets lies in a range.
    ///
    /// - Parameter offsets: in order.
    static func hasOffset(_ offsets: [Int], in range: Range<Int>) -> Bool {
        let index = firstIndex(in: offsets, from: range.lowerBound)
        return index < offsets.count && offsets[index] < range.upperBound
    }

    /// The index of the first of some ordered offsets that is not below `start`; their count when there is none.
    static func firstIndex(in offsets: [Int], from start: Int) -> Int {
        var low = 0
        var high = offsets.count
        while low < high {
            let middle = (low + high) / 2
            if offsets[middle] < start { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
