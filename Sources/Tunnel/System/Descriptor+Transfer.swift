#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a read or a write on a non-blocking descriptor came to.
enum TransferResult: Equatable {
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
    func read(into buffer: inout [UInt8], limit: Int) -> TransferResult {
        let wanted = min(limit, buffer.count)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(number, $0.baseAddress, wanted, 0) }
            if count > 0 { return .bytes(count) }
            if count == 0 { return .ended }
            let code = errno
            if code == EINTR { continue }
            return code == EAGAIN || code == EWOULDBLOCK ? .wouldBlock : .failed(code: code)
        }
    }

    /// Writes a part of `buffer`, without a signal where the other end is gone.
    func write(_ buffer: borrowing [UInt8], _ range: Range<Int>) -> TransferResult {
        guard !range.isEmpty, range.lowerBound >= 0, range.upperBound <= buffer.count else { return .wouldBlock }
        return unsafe buffer.withUnsafeBytes { unsafe write(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// Writes what the socket takes of `bytes`.
    func write(_ bytes: UnsafeRawBufferPointer) -> TransferResult {
        while true {
            let count = unsafe send(number, bytes.baseAddress, bytes.count, Self.quietly)
            if count >= 0 { return .bytes(count) }
            let code = errno
            if code == EINTR { continue }
            return code == EAGAIN || code == EWOULDBLOCK || code == ENOBUFS ? .wouldBlock : .failed(code: code)
        }
    }

    /// Tells the other end that nothing more comes.
    func endWriting() { _ = shutdown(number, Int32(SHUT_WR)) }

    /// Makes the close that follows a reset, which the other end of a TCP connection can tell from an orderly end. No effect on a pair.
    func resetWhenClosed() { setOption(SOL_SOCKET, SO_LINGER, linger(l_onoff: 1, l_linger: 0)) }

    /// Makes the close that follows an orderly end, behind the bytes that the other end has not got yet.
    func endWhenClosed() { setOption(SOL_SOCKET, SO_LINGER, linger(l_onoff: 0, l_linger: 0)) }

    /// Makes reads and writes return at once, and children not inherit it.
    func makeNonBlocking() {
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL, 0) | O_NONBLOCK)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        #if canImport(Darwin)
            setOption(SOL_SOCKET, SO_NOSIGPIPE, Int32(1))
        #endif
    }

    /// Sends small packets at once. Fails silently on what is no TCP socket: there is nothing to be delayed there.
    func sendSmallPacketsAtOnce() { setOption(Int32(IPPROTO_TCP), TCP_NODELAY, Int32(1)) }

    func setOption<Value: BitwiseCopyable>(_ level: Int32, _ name: Int32, _ value: Value) {
        var value = value
        _ = unsafe setsockopt(number, level, name, &value, socklen_t(MemoryLayout<Value>.size))
    }

    #if canImport(Darwin)
        /// `SO_NOSIGPIPE` does it for the socket.
        static let quietly: Int32 = 0
    #else
        static let quietly = Int32(MSG_NOSIGNAL)
    #endif
}
