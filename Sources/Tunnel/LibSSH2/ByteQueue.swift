import SystemSupport

/// Bytes that a socket has not taken yet.
struct ByteQueue {
    private var bytes: [UInt8] = []
    /// So many bytes at the beginning are gone already.
    private var start = 0

    var count: Int { bytes.count - start }
    var isEmpty: Bool { count == 0 }

    mutating func append(_ new: UnsafeRawBufferPointer) {
        makeRoom()
        unsafe bytes.append(contentsOf: new)
    }

    mutating func append(_ new: [UInt8], _ range: Range<Int>) {
        makeRoom()
        bytes.append(contentsOf: new[range])
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
        start = 0
    }

    /// Writes what the socket takes.
    ///
    /// - Returns: bytes written, and the error number if the socket is broken.
    mutating func write(to socket: borrowing Descriptor) -> (written: Int, failure: Int32?) {
        var written = 0
        while start < bytes.count {
            switch socket.send(bytes, start..<bytes.count) {
            case .bytes(let count):
                start += count
                written += count
            case .wouldBlock, .ended:
                return (written, nil)
            case .failed(let code):
                return (written, code)
            }
        }
        removeAll()
        return (written, nil)
    }

    /// Moves the bytes to the beginning where most of the memory is behind them.
    private mutating func makeRoom() {
        guard start > Self.keptCapacity, start > bytes.count / 2 else { return }
        bytes.removeFirst(start)
        start = 0
    }

    private static let keptCapacity = 64 << 10
}
