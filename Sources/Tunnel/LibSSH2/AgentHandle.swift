import CLibSSH2

/// Owns a `LIBSSH2_AGENT`, a connection to an agent, and keeps its session alive. Used by the session's thread.
@safe final class AgentHandle {
    private let session: SessionHandle
    private let pointer: OpaquePointer
    private var listed: [AgentKey] = []

    /// - Parameter socket: path of the agent's socket.
    /// - Throws: when nobody answers there.
    init(session: SessionHandle, socket: String) throws(LibSSH2Failure) {
        guard let pointer = unsafe libssh2_agent_init(session.pointer) else { throw .outOfMemory }
        self.session = session
        unsafe self.pointer = pointer
        unsafe libssh2_agent_set_identity_path(pointer, socket)
        let code = unsafe libssh2_agent_connect(pointer)
        if code != 0 { throw session.failure(code) }
    }

    deinit { unsafe libssh2_agent_free(pointer) }

    /// The keys that it holds, in its order.
    func keys() throws(LibSSH2Failure) -> [AgentKey] {
        let code = unsafe libssh2_agent_list_identities(pointer)
        if code != 0 { throw session.failure(code) }
        var keys: [AgentKey] = []
        unsafe try visit { identity in
            let blob = unsafe [UInt8](UnsafeRawBufferPointer(start: identity.pointee.blob, count: identity.pointee.blob_len))
            let comment = unsafe identity.pointee.comment.map { unsafe String(cString: $0) } ?? ""
            keys.append(AgentKey(blob: blob, comment: comment))
            return false
        }
        listed = keys
        return keys
    }

    /// Whether `keys()` has listed it.
    func holds(_ key: AgentKey) -> Bool { listed.contains(key) }

    /// Offers a key that `keys()` has listed and lets the agent sign.
    func offer(_ key: AgentKey, user: String) throws(LibSSH2Failure) -> SessionStep<Void> {
        var code = LIBSSH2_ERROR_AGENT_PROTOCOL
        unsafe try visit { identity in
            let blob = unsafe UnsafeRawBufferPointer(start: identity.pointee.blob, count: identity.pointee.blob_len)
            guard unsafe blob.elementsEqual(key.blob) else { return false }
            code = unsafe libssh2_agent_userauth(pointer, user, identity)
            return true
        }
        return try session.step(code)
    }

    /// Walks through the keys until `body` says that it has what it wants.
    private func visit(_ body: (UnsafeMutablePointer<libssh2_agent_publickey>) -> Bool) throws(LibSSH2Failure) {
        var identity: UnsafeMutablePointer<libssh2_agent_publickey>?
        while true {
            let code = unsafe libssh2_agent_get_identity(pointer, &identity, identity)
            if code < 0 { throw session.failure(code) }
            guard code == 0, let identity = unsafe identity else { return }
            if unsafe body(identity) { return }
        }
    }
}
