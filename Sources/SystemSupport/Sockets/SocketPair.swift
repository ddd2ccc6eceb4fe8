package import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Two connected stream sockets: one is handed out, one is pumped.
package struct SocketPair: ~Copyable {
    /// The end that is handed out; reads and writes on it block until its owner says otherwise.
    package let outer: Descriptor
    /// The end that the session's thread serves; it does not block.
    package let inner: Descriptor

    /// The default is 208 KiB on Linux and 8 KiB on macOS, where each 8 KiB would cost a round of the session's thread.
    private static let bufferSize: Int32 = 256 << 10

    /// - Throws: `Errno`, mostly because the process has too many open files.
    package init() throws(Errno) {
        let numbers = try Descriptor.socketPair()
        outer = Descriptor(owning: numbers.0)
        inner = Descriptor(owning: numbers.1)
        inner.makeNonBlocking()
        for number in [SO_SNDBUF, SO_RCVBUF] {
            outer.setOption(SOL_SOCKET, number, Self.bufferSize)
            inner.setOption(SOL_SOCKET, number, Self.bufferSize)
        }
    }

    /// Hands both over to new owners.
    package consuming func release() -> (outer: Int32, inner: Int32) { (outer.release(), inner.release()) }
}
