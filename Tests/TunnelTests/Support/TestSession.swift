import Testing

@testable import SystemSupport
@testable import Tunnel

extension TestSSHD {
    /// A session that is logged in with a new Ed25519 key.
    ///
    /// - Parameter socket: a connection to this server; nil starts a server on a pair.
    func session(
        over socket: Int32? = nil, options: SSHSession.Options = .init(), hop: Hop? = nil
    ) async throws -> SSHSession {
        let key = try await TestKey.make("ed25519", name: "id_\(UInt32.random(in: 0 ... .max))", in: folder)
        try authorize(key)
        let number = try socket ?? connect().socket
        return try await SSHSession.start(
            over: Descriptor(owning: number), to: hop ?? self.hop(), options: options, hostKeyAlgorithms: [], onPhase: { _ in },
            judge: { _ in },
            logIn: { login throws(TunnelError) in _ = try login.offerKey(privateKey: key.path, publicKey: nil, passphrase: nil) })
    }
}

extension TestSSHD {
    /// Runs a login and tells what came of it; the session is closed then.
    func answers(
        _ logIn: @escaping @Sendable (any LoginConversation) throws(TunnelError) -> [LoginAnswer]
    ) async throws -> [LoginAnswer] {
        let answers = Locked<[LoginAnswer]?>(nil)
        do {
            let session = try await SSHSession.start(
                over: Descriptor(owning: connect().socket), to: hop(), options: .init(), hostKeyAlgorithms: [], onPhase: { _ in },
                judge: { _ in },
                logIn: { login throws(TunnelError) in
                    let all = try logIn(login)
                    answers.withLock { $0 = all }
                })
            session.close()
        } catch TunnelError.authenticationRefused {
            // The answers say it.
        }
        return try #require(answers.withLock { $0 })
    }
}

extension SSHSession {
    /// A stream as a socket that blocks.
    func socket(to target: Endpoint) async throws(TunnelError) -> TestSocket {
        TestSocket(owning: try await open(target).release())
    }
}
