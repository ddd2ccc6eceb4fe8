import CLibSSH2

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
        let code = lastCode
        if code == LIBSSH2_ERROR_EAGAIN { return .again }
        throw failure(code)
    }
}
