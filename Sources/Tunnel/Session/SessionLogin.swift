/// User authentication on a session that has its keys. Each call blocks the session's thread.
final class SessionLogin: LoginConversation {
    private let driver: SessionDriver
    private let options: SSHSession.Options
    private var agent: AgentHandle?

    private var handle: SessionHandle { driver.handle }
    private var transport: SSHTransport { driver.transport }
    private var user: String { driver.hop.user }

    init(driver: SessionDriver, options: SSHSession.Options) {
        self.driver = driver
        self.options = options
    }

    var isAuthenticated: Bool { handle.isAuthenticated }

    func allowedMethods() throws(TunnelError) -> [String] {
        try refuseAfterGivingUp()
        return try driver.drive(within: options.answerTimeout) { () throws(LibSSH2Failure) in try handle.allowedMethods(user: user) }
            .mapError(driver.error).get()
    }

    func offerKey(privateKey: String, publicKey: String?, passphrase: Secret?) throws(TunnelError) -> LoginAnswer {
        try offer { () throws(LibSSH2Failure) in
            try handle.offerKey(user: user, privateKey: privateKey, publicKey: publicKey, passphrase: passphrase)
        }
    }

    func agentKeys(socket: String) throws(TunnelError) -> [AgentKey] {
        do throws(LibSSH2Failure) {
            let agent = try AgentHandle(session: handle, socket: socket)
            let keys = try agent.keys()
            self.agent = agent
            return keys
        } catch {
            if let end = transport.end { throw driver.lost(end) }
            return []  // No agent, or none that answers: then it has no keys for us.
        }
    }

    func offerAgentKey(_ key: AgentKey) throws(TunnelError) -> LoginAnswer {
        guard let agent, agent.holds(key) else { return .unusable(reason: "the agent no longer has this key") }
        return try offer { () throws(LibSSH2Failure) in try agent.offer(key, user: user) }
    }

    func keyboardInteractive(_ respond: (InteractiveRound) -> [Secret]?) throws(TunnelError) -> LoginAnswer {
        try refuseAfterGivingUp()
        let limit = options.personTimeout
        let outcome = withoutActuallyEscaping(respond) { respond in
            transport.responder = { [driver] round in
                let answers = respond(round)
                driver.startClock(limit)
                return answers
            }
            defer { transport.responder = nil }
            return Result { () throws(TunnelError) in
                try driver.drive(within: limit) { () throws(LibSSH2Failure) in try handle.keyboardInteractive(user: user) }
            }
        }
        if transport.isMuted { return .abandoned }
        return try answer(outcome.get())
    }

    func password(_ secret: Secret) throws(TunnelError) -> LoginAnswer {
        try refuseAfterGivingUp()
        return try answer(
            driver.drive(within: options.answerTimeout) { () throws(LibSSH2Failure) in try handle.password(user: user, secret) })
    }

    /// Offers a public key: a packet that asks whether the server would take it, then one with the signature.
    private func offer(_ call: () throws(LibSSH2Failure) -> SessionStep<Void>) throws(TunnelError) -> LoginAnswer {
        try refuseAfterGivingUp()
        let packets = transport.packets
        let outcome = try driver.drive(within: options.answerTimeout, call)
        let hasSigned = transport.packets >= packets + 2
        guard case .failure(let failure) = outcome, failure.isAuthenticationRefusal, !hasSigned else { return try answer(outcome) }
        // libssh2 has one code for a signature that the server refuses and one that could not be made here.
        return failure.isSignatureFailure ? .unusable(reason: failure.text) : .keyNotTaken
    }

    private func answer(_ outcome: Result<Void, LibSSH2Failure>) throws(TunnelError) -> LoginAnswer {
        switch outcome {
        case .success: return .accepted
        case .failure(let failure) where failure.isAuthenticationRefusal: return .refused
        case .failure(let failure) where failure.isTimeout:
            throw .timedOut(hop: driver.hop.name, phase: .authentication, seconds: 60)
        case .failure(let failure): return .unusable(reason: failure.text)
        }
    }

    /// Once a person has given up in the middle of a round, the round stays open, and nothing else can be asked on this connection.
    private func refuseAfterGivingUp() throws(TunnelError) {
        if transport.isMuted { throw .personNeeded(hop: driver.hop.name, user: user, reason: "the login was canceled") }
    }
}
