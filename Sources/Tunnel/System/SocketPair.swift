#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Two connected stream sockets: one is handed out, one is pumped.
struct SocketPair: ~Copyable {
    /// The end that is handed out; reads and writes on it block until its owner says otherwise.
    let outer: Descriptor
    /// The end that the session's thread serves; it does not block.
    let inner: Descriptor

    /// - Throws: `TunnelError.system`, mostly because the process has too many open files.
    init() throws(TunnelError) {
        var numbers: [Int32] = [-1, -1]
        #if canImport(Glibc)
            let type = Int32(SOCK_STREAM.rawValue)
        #else
            let type = SOCK_STREAM
        #endif
        guard unsafe socketpair(AF_UNIX, type, 0, &numbers) == 0, numbers.count == 2 else {
            throw .system(operation: "open a pair of sockets", path: "", code: errno)
        }
        outer = Descriptor(owning: numbers[0])
        inner = Descriptor(owning: numbers[1])
        _ = fcntl(outer.number, F_SETFD, FD_CLOEXEC)
        #if canImport(Darwin)
            outer.setOption(SOL_SOCKET, SO_NOSIGPIPE, Int32(1))
        #endif
        inner.makeNonBlocking()
        // The default is 208 KiB on Linux and 8 KiB on macOS, where each 8 KiB would cost a round of the session's thread.
        for number in [SO_SNDBUF, SO_RCVBUF] {
            outer.setOption(SOL_SOCKET, number, Self.bufferSize)
            inner.setOption(SOL_SOCKET, number, Self.bufferSize)
        }
    }

    private static let bufferSize: Int32 = 256 << 10

    /// Hands both over to new owners.
    consuming func release() -> (outer: Int32, inner: Int32) { (outer.release(), inner.release()) }
}
