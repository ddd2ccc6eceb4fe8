import CLibSSH2
import SystemSupport

/// Owns a `LIBSSH2_SESSION`. No call waits; all of them come from one thread.
@safe final class SessionHandle {
    let transport: SSHTransport
    let pointer: OpaquePointer

    /// - Throws: when libssh2 has no memory or could not be initialised.
    init(transport: SSHTransport) throws(LibSSH2Failure) {
        guard LibSSH2Library.initialization == 0 else {
            throw LibSSH2Failure(code: LibSSH2Library.initialization, text: "libssh2 cannot be initialised")
        }
        let context = unsafe Unmanaged.passUnretained(transport).toOpaque()
        guard let pointer = unsafe libssh2_session_init_ex(nil, nil, nil, context) else { throw .outOfMemory }
        self.transport = transport
        unsafe self.pointer = pointer
        unsafe libssh2_session_set_blocking(pointer, 0)
        // The limits are ours; a person may need minutes.
        unsafe tunnel_ssh2_set_answer_timeout(pointer, 600)
        unsafe tunnel_ssh2_set_transport(pointer, receiveForLibSSH2, sendForLibSSH2, noteDisconnectForLibSSH2)
    }

    deinit {
        // Severed, so that no channel that is still open waits for the server's leave; libssh2 frees them with the session.
        transport.sever()
        unsafe libssh2_session_free(pointer)
    }

    /// The key exchange (RFC 4253), from the banners on.
    func handshake() throws(LibSSH2Failure) -> SessionStep<Void> {
        try step(unsafe libssh2_session_handshake(pointer, transport.socket.number))
    }

    /// The key that the server has proved to have in the key exchange.
    func hostKey() throws(LibSSH2Failure) -> HostKey {
        var length = 0
        var type: Int32 = 0
        guard let start = unsafe libssh2_session_hostkey(pointer, &length, &type), length > 4 else {
            throw failure(LIBSSH2_ERROR_HOSTKEY_INIT)
        }
        let blob = unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: length))
        var fields = WireStrings(blob)
        guard let name = fields.next() else { throw failure(LIBSSH2_ERROR_HOSTKEY_INIT) }
        return HostKey(algorithm: String(decoding: name, as: UTF8.self), blob: blob)
    }

    /// Offers these algorithms and no others, the preferred one first. Those that the library does not have are left out.
    ///
    /// - Throws: when nothing is left, or libssh2 has no memory.
    func offer(_ kind: AlgorithmKind, _ names: [String]) throws(LibSSH2Failure) {
        // libssh2 1.10 would take the unknown ones out with a memcpy over overlapping memory.
        let list = names.filter(Set(supportedAlgorithms(kind)).contains).joined(separator: ",")
        guard !list.isEmpty else {
            throw LibSSH2Failure(code: LIBSSH2_ERROR_METHOD_NOT_SUPPORTED, text: "no usable \(kind.rawValue) algorithm")
        }
        for method in kind.methods {
            let code = unsafe libssh2_session_method_pref(pointer, method, list)
            if code != 0 { throw failure(code) }
        }
    }

    func supportedAlgorithms(_ kind: AlgorithmKind) -> [String] {
        var list: UnsafeMutablePointer<UnsafePointer<CChar>?>?
        let count = unsafe libssh2_session_supported_algs(pointer, kind.methods[0], &list)
        guard count > 0, let list = unsafe list else { return [] }
        defer { unsafe libssh2_free(pointer, list) }
        return (0..<Int(count)).compactMap { index in unsafe list[index].map { unsafe String(cString: $0) } }
    }

    /// Tells the server that we leave (RFC 4253, section 11.1), as far as the socket takes it at once.
    func disconnect() {
        _ = unsafe libssh2_session_disconnect_ex(pointer, SSH_DISCONNECT_BY_APPLICATION, "closed", "")
        transport.flush()
    }

    func step(_ code: Int32) throws(LibSSH2Failure) -> SessionStep<Void> {
        code >= 0 ? .done(()) : try unfinished(code)
    }

    func step(_ count: Int) throws(LibSSH2Failure) -> SessionStep<Int> {
        count >= 0 ? .done(count) : try unfinished(Int32(truncatingIfNeeded: count))
    }

    /// What a call came to that gave a null pointer.
    func stepWithoutResult<Value>() throws(LibSSH2Failure) -> SessionStep<Value> {
        try unfinished(unsafe libssh2_session_last_errno(pointer))
    }

    private func unfinished<Value>(_ code: Int32) throws(LibSSH2Failure) -> SessionStep<Value> {
        if code == LIBSSH2_ERROR_EAGAIN { return .again }
        throw failure(code)
    }

    /// Copies the text at once, and only if it belongs to the code: libssh2 keeps the text of the last call that set one.
    func failure(_ code: Int32) -> LibSSH2Failure {
        var message: UnsafeMutablePointer<CChar>?
        var length: Int32 = 0
        let lastCode = unsafe libssh2_session_last_error(pointer, &message, &length, 0)
        guard lastCode == code, let message = unsafe message, length > 0 else {
            return LibSSH2Failure(code: code, text: "libssh2 error \(code)")
        }
        return LibSSH2Failure(code: code, text: unsafe SanitizedText.line(serverText(message, Int(length)), limit: .max))
    }
}

extension AlgorithmKind {
    /// libssh2's numbers: one for each direction, where they can differ.
    fileprivate var methods: [Int32] {
        switch self {
        case .keyExchange: [LIBSSH2_METHOD_KEX]
        case .hostKey: [LIBSSH2_METHOD_HOSTKEY]
        case .cipher: [LIBSSH2_METHOD_CRYPT_CS, LIBSSH2_METHOD_CRYPT_SC]
        case .authenticationCode: [LIBSSH2_METHOD_MAC_CS, LIBSSH2_METHOD_MAC_SC]
        }
    }
}

/// What a call into libssh2 came to that does not wait: `LIBSSH2_ERROR_EAGAIN` as a case.
enum SessionStep<Value> {
    case done(Value)
    /// The same call is to be made again, with the same arguments, when the server has sent something.
    case again

    var isDone: Bool { if case .done = self { true } else { false } }
}

extension SessionHandle {
    var isAuthenticated: Bool { unsafe libssh2_userauth_authenticated(pointer) != 0 }

    /// Asks with the method `none` (RFC 4252, section 5.2). OpenSSH counts each such question but the first as a failed attempt.
    ///
    /// - Returns: what the server would take; empty when it has let us in.
    func allowedMethods(user: String) throws(LibSSH2Failure) -> SessionStep<[String]> {
        let list = unsafe libssh2_userauth_list(pointer, user, UInt32(user.utf8.count))
        if let list = unsafe list { return .done(unsafe String(cString: list).split(separator: ",").map(String.init)) }
        return isAuthenticated ? .done([]) : try stepWithoutResult()
    }

    /// Offers the key of a file and signs with it. What the file lacks is found before anything is sent, unless `publicKey` is given.
    func offerKey(user: String, privateKey: String, publicKey: String?, passphrase: Secret?) throws(LibSSH2Failure) -> SessionStep<Void> {
        try step(
            unsafe libssh2_userauth_publickey_fromfile_ex(
                pointer, user, UInt32(user.utf8.count), publicKey, privateKey, passphrase?.text))
    }

    /// Runs keyboard-interactive authentication. The transport's responder is asked within this call.
    func keyboardInteractive(user: String) throws(LibSSH2Failure) -> SessionStep<Void> {
        try step(unsafe libssh2_userauth_keyboard_interactive_ex(pointer, user, UInt32(user.utf8.count), answerForLibSSH2))
    }

    func password(user: String, _ secret: Secret) throws(LibSSH2Failure) -> SessionStep<Void> {
        try step(
            unsafe libssh2_userauth_password_ex(
                pointer, user, UInt32(user.utf8.count), secret.text, UInt32(secret.text.utf8.count), nil))
    }
}

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
        return try stepWithoutResult()
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
