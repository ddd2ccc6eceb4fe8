import SystemSupport

extension SSHSession {
    struct End {
        let reason: TunnelError
        /// Whether the session was up before it ended.
        let wasEstablished: Bool
    }

    /// The life of the session's thread. When it returns, nothing is left of the connection.
    static func run(
        over socket: consuming Descriptor, to hop: Hop, options: Options, inbox: SessionInbox, hostKeyAlgorithms: [String],
        onPhase: (ConnectionPhase) -> Void, judge: (HostKey) throws(TunnelError) -> Void,
        logIn: (any LoginConversation) throws(TunnelError) -> Void, whenEstablished: () -> Void
    ) -> End {
        socket.makeNonBlocking()
        socket.sendSmallPacketsAtOnce()
        let handle: SessionHandle
        do throws(LibSSH2Failure) {
            handle = try SessionHandle(transport: SSHTransport(socket: socket))
        } catch {
            let reason = TunnelError.protocolFailure(hop: hop.name, phase: .keyExchange, code: error.code, reason: error.text)
            return End(reason: reason, wasEstablished: false)
        }
        let driver = SessionDriver(hop: hop, handle: handle, inbox: inbox)
        do throws(TunnelError) {
            try connect(driver, options: options, hostKeyAlgorithms: hostKeyAlgorithms, onPhase: onPhase, judge: judge, logIn: logIn)
        } catch {
            if handle.transport.end == nil { handle.disconnect() }
            return End(reason: error, wasEstablished: false)
        }
        driver.phase = .established
        onPhase(.established)
        whenEstablished()
        var options = options
        options.liveness = options.liveness.heeding(hop)
        return End(reason: SessionLoop(driver: driver, options: options, inbox: inbox).serve(), wasEstablished: true)
    }

    private static func connect(
        _ driver: SessionDriver, options: Options, hostKeyAlgorithms: [String], onPhase: (ConnectionPhase) -> Void,
        judge: (HostKey) throws(TunnelError) -> Void, logIn: (any LoginConversation) throws(TunnelError) -> Void
    ) throws(TunnelError) {
        let hop = driver.hop
        onPhase(.keyExchange)
        do throws(LibSSH2Failure) {
            for kind in AlgorithmKind.allCases {
                let isRestricted = kind == .hostKey && !hostKeyAlgorithms.isEmpty
                try driver.handle.offer(kind, isRestricted ? hostKeyAlgorithms : kind.preference)
            }
        } catch {
            throw driver.error(error)
        }
        let exchange = try driver.drive(within: hop.connectTimeout) { () throws(LibSSH2Failure) in try driver.handle.handshake() }
        if case .failed(let failure) = exchange { throw driver.error(failure) }

        driver.phase = .hostKey
        onPhase(.hostKey)
        let key: HostKey
        do throws(LibSSH2Failure) { key = try driver.handle.hostKey() } catch { throw driver.error(error) }
        try judge(key)

        driver.phase = .authentication
        onPhase(.authentication)
        let login = SessionLogin(driver: driver, options: options)
        try logIn(login)
        guard login.isAuthenticated else { throw .authenticationRefused(hop: hop.name, user: hop.user, tried: [], methods: []) }
        if driver.isStopped { throw .stopped }
    }
}
