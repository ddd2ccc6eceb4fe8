import CLibSSH2

/// Owns a `LIBSSH2_CHANNEL`, and keeps its session alive. Used by the session's thread.
///
/// Dropped before `free()` is done, the channel is freed with its session.
@safe final class ChannelHandle {
    private let session: SessionHandle
    private var pointer: OpaquePointer?

    @unsafe init(_ pointer: OpaquePointer, of session: SessionHandle) {
        self.session = session
        unsafe self.pointer = pointer
    }

    /// What the server may still send, and what of it lies unread in libssh2.
    var receiveWindow: Int {
        guard let pointer = unsafe pointer else { return 0 }
        return Int(unsafe libssh2_channel_window_read_ex(pointer, nil, nil))
    }

    /// What the server takes of us just now.
    var sendWindow: Int {
        guard let pointer = unsafe pointer else { return 0 }
        return Int(unsafe libssh2_channel_window_write_ex(pointer, nil))
    }

    /// Whether the server sends no more and everything was read. Searches libssh2's queue.
    var isAtEnd: Bool {
        guard let pointer = unsafe pointer else { return true }
        return unsafe libssh2_channel_eof(pointer) == 1
    }

    /// Reads what has come, up to `limit` bytes. Takes in what the transport allows, for all channels.
    ///
    /// - Parameter limit: not more than `receiveWindow`, or libssh2 widens the window by itself.
    /// - Returns: the number of bytes; 0 at the end.
    func read(into buffer: inout [UInt8], limit: Int) throws(LibSSH2Failure) -> SessionStep<Int> {
        guard let pointer = unsafe pointer else { throw .channelClosed }
        let wanted = min(limit, buffer.count)
        return try session.step(
            unsafe buffer.withUnsafeMutableBytes {
                unsafe libssh2_channel_read_ex(pointer, 0, $0.baseAddress?.assumingMemoryBound(to: CChar.self), wanted)
            })
    }

    /// Sends a part of `bytes`; one packet at most. `again` comes while keys are exchanged, and wants the same bytes again.
    func write(_ bytes: borrowing [UInt8], _ range: Range<Int>) throws(LibSSH2Failure) -> SessionStep<Int> {
        guard let pointer = unsafe pointer else { throw .channelClosed }
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return .again }
        return try session.step(
            unsafe bytes.withUnsafeBytes { raw in
                let part = unsafe UnsafeRawBufferPointer(rebasing: raw[range])
                return unsafe libssh2_channel_write_ex(pointer, 0, part.baseAddress?.assumingMemoryBound(to: CChar.self), part.count)
            })
    }

    /// Lets the server send so many bytes more. `again` wants the same number again.
    func widenWindow(by count: Int) throws(LibSSH2Failure) -> SessionStep<Void> {
        guard let pointer = unsafe pointer else { throw .channelClosed }
        return try session.step(unsafe libssh2_channel_receive_window_adjust2(pointer, UInt(count), 1, nil))
    }

    /// Tells the server that we send no more.
    func sendEnd() throws(LibSSH2Failure) -> SessionStep<Void> {
        guard let pointer = unsafe pointer else { throw .channelClosed }
        return try session.step(unsafe libssh2_channel_send_eof(pointer))
    }

    /// Whether the server has said that it sends no more, read or unread. Takes in what the transport allows, for all channels.
    func isEnded() throws(LibSSH2Failure) -> Bool {
        guard let pointer = unsafe pointer else { return true }
        return try session.step(unsafe libssh2_channel_wait_eof(pointer)).isDone
    }

    /// Whether the server has closed the channel altogether, which it does unasked only when its side broke. Not before `isAtEnd`.
    func isClosedByServer() throws(LibSSH2Failure) -> Bool {
        guard let pointer = unsafe pointer else { return true }
        return try session.step(unsafe libssh2_channel_wait_closed(pointer)).isDone
    }

    /// Runs a command in the server's shell.
    func execute(_ command: String) throws(LibSSH2Failure) -> SessionStep<Void> {
        guard let pointer = unsafe pointer else { throw .channelClosed }
        return try session.step(
            unsafe libssh2_channel_process_startup(pointer, "exec", 4, command, UInt32(command.utf8.count)))
    }

    /// Asks for a variable, with a reply (RFC 4254, section 6.4). A refusal is a reply.
    func setVariable(_ name: String, to value: String) throws(LibSSH2Failure) -> SessionStep<Void> {
        guard let pointer = unsafe pointer else { throw .channelClosed }
        return try session.step(
            unsafe libssh2_channel_setenv_ex(pointer, name, UInt32(name.utf8.count), value, UInt32(value.utf8.count)))
    }

    /// Closes the channel on both sides; done when the server has closed its side. Nothing else is to be called afterwards.
    func free() throws(LibSSH2Failure) -> SessionStep<Void> {
        guard let channel = unsafe pointer else { return .done(()) }
        let step = try session.step(unsafe libssh2_channel_free(channel))
        if step.isDone { unsafe pointer = nil }
        return step
    }
}

/// Owns a `LIBSSH2_LISTENER`, and keeps its session alive. Used by the session's thread. libssh2 frees it with the session.
@safe final class ListenerHandle {
    private let session: SessionHandle
    private let pointer: OpaquePointer

    @unsafe init(_ pointer: OpaquePointer, of session: SessionHandle) {
        self.session = session
        unsafe self.pointer = pointer
    }

    /// Takes the next connection that has come; nil where none has. Takes in what the transport allows, for all channels.
    func accept() -> ChannelHandle? {
        // Whatever keeps it from giving one shows in the session's next call.
        guard let channel = unsafe libssh2_channel_forward_accept(pointer) else { return nil }
        return unsafe ChannelHandle(channel, of: session)
    }
}

extension SessionHandle {
    /// Connections that may wait to be accepted; one more is refused by libssh2.
    private static let backlog: Int32 = 16

    /// Asks the server to listen on an address of its own (RFC 4254, section 7.1), repeated with the same address and port.
    func listen(on host: String, port: Int) throws(LibSSH2Failure) -> SessionStep<ListenerHandle> {
        let listener = unsafe libssh2_channel_forward_listen_ex(pointer, host, Int32(clamping: port), nil, Self.backlog)
        if let listener = unsafe listener { return .done(unsafe ListenerHandle(listener, of: self)) }
        return try stepWithoutResult()
    }
}
