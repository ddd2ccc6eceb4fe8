import CLibSSH2

extension SessionHandle {
    /// Asks the server to connect to `target` (RFC 4254, section 7.2). One open at a time in a session, repeated with the same target.
    ///
    /// The channel begins with a window of nothing, which `ChannelHandle.widenWindow(by:)` opens. libssh2 tops a window up to what
    /// it began with whenever less than three quarters are left, also for a stream that nobody reads; from nothing it has nothing to top up.
    func openDirectTCP(to target: Endpoint) throws(LibSSH2Failure) -> SessionStep<ChannelHandle> {
        var message: [UInt8] = []
        message.appendString(target.host)
        message.appendNumber(target.port)
        // Where the connection comes from, for the server's log. There is no socket that it came from.
        message.appendString("127.0.0.1")
        message.appendNumber(0)
        return try open("direct-tcpip", window: 0, message)
    }

    /// Opens a channel that can run a program (RFC 4254, section 6.1).
    func openSession() throws(LibSSH2Failure) -> SessionStep<ChannelHandle> {
        try open("session", window: 32 << 10, [])
    }

    private func open(_ type: String, window: UInt32, _ message: [UInt8]) throws(LibSSH2Failure) -> SessionStep<ChannelHandle> {
        let channel = unsafe message.withUnsafeBytes { bytes in
            unsafe libssh2_channel_open_ex(
                pointer, type, UInt32(type.utf8.count), window, Self.largestPacket,
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), UInt32(bytes.count))
        }
        if let channel = unsafe channel { return .done(unsafe ChannelHandle(channel, of: self)) }
        let code = lastCode
        if code == LIBSSH2_ERROR_EAGAIN { return .again }
        throw failure(code)
    }

    /// `LIBSSH2_CHANNEL_PACKET_DEFAULT`, the most that RFC 4253, section 6.1 obliges everybody to take.
    private static var largestPacket: UInt32 { 32_768 }
}

extension [UInt8] {
    /// RFC 4251, section 5: `string`.
    fileprivate mutating func appendString(_ text: String) {
        appendNumber(text.utf8.count)
        append(contentsOf: text.utf8)
    }

    /// RFC 4251, section 5: `uint32`.
    fileprivate mutating func appendNumber(_ number: Int) {
        let number = UInt32(clamping: number)
        for shift in [24, 16, 8, 0] as [UInt32] { append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
}
