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

    /// A session without a connection, to ask what the library can do.
    static func forInspection() throws(LibSSH2Failure) -> SessionHandle {
        try SessionHandle(transport: SSHTransport(socket: Descriptor(owning: -1)))
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
        let nameLength = blob.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard nameLength <= blob.count - 4 else { throw failure(LIBSSH2_ERROR_HOSTKEY_INIT) }
        return HostKey(algorithm: String(decoding: blob[4..<4 + nameLength], as: UTF8.self), blob: blob)
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
        if code >= 0 { return .done(()) }
        if code == LIBSSH2_ERROR_EAGAIN { return .again }
        throw failure(code)
    }

    func step(_ count: Int) throws(LibSSH2Failure) -> SessionStep<Int> {
        if count >= 0 { return .done(count) }
        let code = Int32(truncatingIfNeeded: count)
        if code == LIBSSH2_ERROR_EAGAIN { return .again }
        throw failure(code)
    }

    /// The code of the last call that gave a null pointer.
    var lastCode: Int32 { unsafe libssh2_session_last_errno(pointer) }

    /// Copies the text at once, and only if it belongs to the code: libssh2 keeps the text of the last call that set one.
    func failure(_ code: Int32) -> LibSSH2Failure {
        var message: UnsafeMutablePointer<CChar>?
        var length: Int32 = 0
        let lastCode = unsafe libssh2_session_last_error(pointer, &message, &length, 0)
        guard lastCode == code, let message = unsafe message, length > 0 else {
            return LibSSH2Failure(code: code, text: "libssh2 error \(code)")
        }
        return LibSSH2Failure(code: code, text: unsafe ServerText.line(message, Int(length)))
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
