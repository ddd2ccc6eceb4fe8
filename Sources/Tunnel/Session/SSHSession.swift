import SystemPackage
import SystemSupport

/// One SSH connection to one hop, on a thread of its own. It opens streams to what the hop can reach.
///
/// Whoever drops it ends it.
final class SSHSession: Sendable {
    private let inbox: SessionInbox

    private init(inbox: SessionInbox) {
        self.inbox = inbox
    }

    deinit { inbox.close() }

    /// Exchanges keys, has the host key judged and logs in.
    ///
    /// - Parameters:
    ///   - stream: a connected stream socket: to the hop, or from the session before it.
    ///   - hostKeyAlgorithms: preference; empty for ours. The library's are used that are in it.
    ///   - onPhase: told when a phase begins. On the session's thread, as the two below.
    ///   - verify: throws when the host key is not to be trusted. It may block.
    ///   - logIn: authenticates. It may block.
    /// - Throws: what the closures throw; `timedOut`, `connectionLost`, `protocolFailure`, `system`; `stopped` when the task is cancelled.
    static func start(
        over stream: consuming Descriptor, to hop: Hop, options: Options, hostKeyAlgorithms: [String],
        onPhase: @escaping @Sendable (ConnectionPhase) -> Void,
        verify: @escaping @Sendable (HostKey) throws(TunnelError) -> Void,
        logIn: @escaping @Sendable (any LoginConversation) throws(TunnelError) -> Void
    ) async throws(TunnelError) -> SSHSession {
        let inbox = try SessionInbox()
        let number = stream.release()
        let result: Result<SSHSession, TunnelError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                do throws(TunnelError) {
                    try TunnelError.naming("start a thread") { () throws(Errno) in
                        try SystemThread.start {
                            do throws(TunnelError) {
                                let end = try run(
                                    over: Descriptor(owning: number), to: hop, options: options, inbox: inbox,
                                    hostKeyAlgorithms: hostKeyAlgorithms, onPhase: onPhase, verify: verify, logIn: logIn
                                ) {
                                    continuation.resume(returning: .success(SSHSession(inbox: inbox)))
                                }
                                inbox.finish(end)
                            } catch {
                                inbox.finish(error)
                                continuation.resume(returning: .failure(error))
                            }
                        }
                    }
                } catch {
                    _ = Descriptor(owning: number)
                    continuation.resume(returning: .failure(error))
                }
            }
        } onCancel: {
            inbox.close()
        }
        return try result.get()
    }

    var openStreams: Int { inbox.openStreams }

    /// Has the hop connect to `target`.
    ///
    /// - Throws: `forwardRefused` with the server's reason, `tooManyStreams`, `timedOut`, `system`, or what ended the session.
    func open(_ target: Endpoint) async throws(TunnelError) -> Descriptor {
        let (outer, inner) = try TunnelError.naming("open a pair of sockets") { () throws(Errno) in try SocketPair().release() }
        let stream = Descriptor(owning: outer)
        try await submit(LocalSocket(Descriptor(owning: inner)), target)
        return stream
    }

    /// Has the hop connect to `target`, and pumps bytes between it and a connected socket until both have ended.
    ///
    /// - Throws: as `open`. The socket is closed then.
    func bridge(_ socket: consuming Descriptor, to target: Endpoint) async throws(TunnelError) {
        try await submit(LocalSocket(socket), target)
    }

    /// Asks the server for a sign of life at once, which it must give within 5 s: the machine has slept, or the network has changed.
    func checkLiveness() { inbox.doubt() }

    /// Ends the session: streams are closed, requests fail with `stopped`.
    func close() { inbox.close() }

    /// Waits until the session is over and its thread has let go of everything.
    ///
    /// - Returns: why; `stopped` after `close`.
    func ended() async -> TunnelError { await inbox.ended() }

    private func submit(_ socket: LocalSocket, _ target: Endpoint) async throws(TunnelError) {
        let request = OpenRequest(target: target, socket: socket)
        try await request.outcome(submitting: inbox.submit).get()
    }
}

extension SSHSession {
    struct Options: Sendable {
        /// For each answer of the server in the login.
        var answerTimeout = Duration.seconds(30)
        /// For the server's answer to what a person has typed: it may itself wait for the person's telephone. OpenSSH ends a login after 120 s.
        var personTimeout = Duration.seconds(180)
        /// How long an open may take, the wait for those before it included. OpenSSH has libssh2's 60 s and the target's network beyond.
        var openTimeout = Duration.seconds(30)
        /// Streams that may be open at once, those that are being closed included. Each needs a descriptor on both sides.
        var maximumStreams = 1_000
        /// What may be received in one round of the thread, before all streams are served. It stays in the processor's cache.
        var roundIntake = 256 << 10
        var windows = WindowBudget.Limits()
        var liveness = Liveness.Limits()
        /// A port of the server's whose connections come here.
        var remoteForward: RemoteForward?
        /// Told the number of open streams when it has changed; on the session's thread.
        var onOpenStreams: (@Sendable (Int) -> Void)?
    }

    /// The life of the session's thread. When it returns, nothing is left of the connection.
    ///
    /// - Returns: why the session ended.
    /// - Throws: why it did not come up.
    static func run(
        over socket: consuming Descriptor, to hop: Hop, options: Options, inbox: SessionInbox, hostKeyAlgorithms: [String],
        onPhase: (ConnectionPhase) -> Void, verify: (HostKey) throws(TunnelError) -> Void,
        logIn: (any LoginConversation) throws(TunnelError) -> Void, whenEstablished: () -> Void
    ) throws(TunnelError) -> TunnelError {
        socket.makeNonBlocking()
        socket.sendSmallPacketsAtOnce()
        let handle: SessionHandle
        do throws(LibSSH2Failure) {
            handle = try SessionHandle(transport: SSHTransport(socket: socket))
        } catch {
            throw TunnelError.protocolFailure(hop: hop.name, phase: .keyExchange, code: error.code, reason: error.text)
        }
        let driver = SessionDriver(hop: hop, handle: handle, inbox: inbox)
        do throws(TunnelError) {
            try connect(driver, options: options, hostKeyAlgorithms: hostKeyAlgorithms, onPhase: onPhase, verify: verify, logIn: logIn)
        } catch {
            if handle.transport.end == nil { handle.disconnect() }
            throw error
        }
        driver.phase = .established
        onPhase(.established)
        whenEstablished()
        var options = options
        options.liveness = options.liveness.heeding(hop)
        return SessionLoop(driver: driver, options: options, inbox: inbox).serve()
    }

    private static func connect(
        _ driver: SessionDriver, options: Options, hostKeyAlgorithms: [String], onPhase: (ConnectionPhase) -> Void,
        verify: (HostKey) throws(TunnelError) -> Void, logIn: (any LoginConversation) throws(TunnelError) -> Void
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
        try driver.drive(within: hop.connectTimeout) { () throws(LibSSH2Failure) in try driver.handle.handshake() }
            .mapError(driver.error).get()

        driver.phase = .hostKey
        onPhase(.hostKey)
        let key: HostKey
        do throws(LibSSH2Failure) { key = try driver.handle.hostKey() } catch { throw driver.error(error) }
        try verify(key)

        driver.phase = .authentication
        onPhase(.authentication)
        let login = SessionLogin(driver: driver, options: options)
        try logIn(login)
        guard login.isAuthenticated else { throw .authenticationRefused(hop: hop.name, user: hop.user, tried: [], methods: []) }
        if driver.isStopped { throw .stopped }
    }
}
