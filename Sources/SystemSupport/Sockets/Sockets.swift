package import CLibrary
package import SystemPackage

/// What the C libraries spell in different ways, and values that are set on sockets.
package enum SocketConstant {
    /// `SO_LINGER` of 0 s: makes the close that follows a reset.
    package static let reset = linger(l_onoff: 1, l_linger: 0)

    #if canImport(Glibc)
        static let stream = Int32(SOCK_STREAM.rawValue)
    #else
        static let stream = SOCK_STREAM
    #endif

    #if canImport(Darwin)
        /// `SO_NOSIGPIPE` keeps the signal away from the socket.
        static let noSignal: Int32 = 0
    #else
        static let noSignal = Int32(MSG_NOSIGNAL)
    #endif
}

extension Descriptor {
    /// Makes a stream socket. It blocks until `makeNonBlocking`.
    ///
    /// - Parameter family: `AF_INET`, `AF_INET6` or `AF_UNIX`.
    static func streamSocket(_ family: Int32) throws(Errno) -> Descriptor {
        #if os(Linux)
            // In one step: another thread may be starting a child just now.
            let type = SocketConstant.stream | Int32(O_CLOEXEC)
        #else
            let type = SocketConstant.stream
        #endif
        let made = Descriptor(owning: try retrying { socket(family, type, 0) })
        made.keepFromChildren()
        made.ignoreBrokenPipe()
        return made
    }

    /// Makes two connected Unix sockets. They block until `makeNonBlocking`.
    static func socketPair() throws(Errno) -> (Int32, Int32) {
        var numbers: [Int32] = [-1, -1]
        try retrying { unsafe socketpair(AF_UNIX, SocketConstant.stream, 0, &numbers) }
        for number in numbers {
            let socket = Descriptor(owning: number)
            socket.keepFromChildren()
            socket.ignoreBrokenPipe()
            _ = socket.release()
        }
        return (numbers[0], numbers[1])
    }

    static func pipe() throws(Errno) -> (readEnd: Int32, writeEnd: Int32) {
        let ends = try system { try FileDescriptor.pipe() }
        for end in [ends.readEnd, ends.writeEnd] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
        return (ends.readEnd.rawValue, ends.writeEnd.rawValue)
    }

    /// Makes reads and writes return at once.
    package func makeNonBlocking() { _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL, 0) | O_NONBLOCK) }

    func keepFromChildren() { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }

    /// Has a write to a peer that is gone fail, instead of ending the process. Linux says so at each write (`MSG_NOSIGNAL`).
    func ignoreBrokenPipe() {
        #if canImport(Darwin)
            setOption(SOL_SOCKET, SO_NOSIGPIPE, Int32(1))
        #endif
    }

    /// Sends small packets at once. Fails silently on what is no TCP socket: nothing is delayed there.
    package func sendSmallPacketsAtOnce() { setOption(Int32(IPPROTO_TCP), TCP_NODELAY, Int32(1)) }

    package func setOption<Value: BitwiseCopyable>(_ level: Int32, _ name: Int32, _ value: Value) {
        var value = value
        _ = unsafe setsockopt(number, level, name, &value, socklen_t(MemoryLayout<Value>.size))
    }

    /// How a connection that was begun went, once the descriptor is writable: 0, or the error number.
    package func connectionError() -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else { return errno }
        return code
    }

    /// Lets the system notice a peer that is gone: unanswered data for 20 s, or 30 s of silence and three unanswered probes.
    package func watchConnection() {
        setOption(SOL_SOCKET, SO_KEEPALIVE, Int32(1))
        let tcp = Int32(IPPROTO_TCP)
        #if canImport(Darwin)
            setOption(tcp, TCP_KEEPALIVE, Int32(30))
            setOption(tcp, TCP_RXT_CONNDROPTIME, Int32(20))
        #else
            setOption(tcp, TCP_KEEPIDLE, Int32(30))
            setOption(tcp, TCP_USER_TIMEOUT, Int32(20_000))
        #endif
        setOption(tcp, TCP_KEEPINTVL, Int32(5))
        setOption(tcp, TCP_KEEPCNT, Int32(3))
    }
}

/// Calls a function of the C library with an address of any family.
func withSocketAddress<Address, Result>(
    _ address: inout Address, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Result
) -> Result {
    unsafe withUnsafeMutablePointer(to: &address) {
        unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, socklen_t(MemoryLayout<Address>.size)) }
    }
}

// MARK: Bytes

/// What a read or a write on a non-blocking socket came to.
package enum TransferResult: Equatable {
    /// So many bytes, at least one.
    case bytes(Int)
    /// Nothing now; poll(2) tells when.
    case wouldBlock
    /// The other end sends no more.
    case ended
    case failed(code: Int32)
}

extension Descriptor {
    /// Reads up to `limit` bytes into the beginning of `buffer`, which must be that long.
    package func receive(into buffer: inout [UInt8], limit: Int) -> TransferResult {
        let wanted = min(limit, buffer.count)
        return unsafe buffer.withUnsafeMutableBytes {
            unsafe Self.receive(into: UnsafeMutableRawBufferPointer(start: $0.baseAddress, count: wanted), from: number)
        }
    }

    /// Looks whether there is a byte, and leaves it there.
    package func peek() -> TransferResult {
        var byte: UInt8 = 0
        return unsafe withUnsafeMutableBytes(of: &byte) { unsafe Self.receive(into: $0, from: number, flags: Int32(MSG_PEEK)) }
    }

    /// Reads what a socket has, up to the size of the buffer.
    package static func receive(into buffer: UnsafeMutableRawBufferPointer, from socket: Int32, flags: Int32 = 0) -> TransferResult {
        while true {
            let count = unsafe recv(socket, buffer.baseAddress, buffer.count, flags)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .ended }
            let code = errno
            if code == EINTR { continue }
            return code == EAGAIN || code == EWOULDBLOCK ? .wouldBlock : .failed(code: code)
        }
    }

    /// Writes a part of `buffer`, without a signal where the other end is gone.
    package func send(_ buffer: borrowing [UInt8], _ range: Range<Int>) -> TransferResult {
        guard !range.isEmpty, range.lowerBound >= 0, range.upperBound <= buffer.count else { return .wouldBlock }
        return unsafe buffer.withUnsafeBytes { unsafe send(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// Writes what the socket takes of `bytes`.
    package func send(_ bytes: UnsafeRawBufferPointer) -> TransferResult { unsafe Self.send(bytes, to: number) }

    /// Writes what a socket takes of `bytes`.
    package static func send(_ bytes: UnsafeRawBufferPointer, to socket: Int32) -> TransferResult {
        while true {
            let count = unsafe sendBytes(socket, bytes)
            if count >= 0 { return .bytes(count) }
            let code = errno
            if code == EINTR { continue }
            return code == EAGAIN || code == EWOULDBLOCK || code == ENOBUFS ? .wouldBlock : .failed(code: code)
        }
    }

    /// The C function, which a type with a `send` of its own can name only with its module.
    static func sendBytes(_ socket: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        unsafe CLibrary.send(socket, bytes.baseAddress, bytes.count, SocketConstant.noSignal)
    }

    /// Tells the other end that nothing more comes.
    package func endWriting() { _ = shutdown(number, Int32(SHUT_WR)) }

    /// Makes the close that follows a reset, which the other end of a TCP connection can tell from an orderly end. No effect on a pair.
    package func resetWhenClosed() { setOption(SOL_SOCKET, SO_LINGER, SocketConstant.reset) }

    /// Makes the close that follows an orderly end, behind the bytes that the other end has not got yet.
    package func endWhenClosed() { setOption(SOL_SOCKET, SO_LINGER, linger(l_onoff: 0, l_linger: 0)) }
}

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
