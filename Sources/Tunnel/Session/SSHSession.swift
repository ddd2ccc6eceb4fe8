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
    ///   - judge: throws when the host key is not to be trusted. It may block.
    ///   - logIn: authenticates. It may block.
    /// - Throws: what the closures throw; `timedOut`, `connectionLost`, `protocolFailure`, `system`; `stopped` when the task is cancelled.
    static func start(
        over stream: consuming Descriptor, to hop: Hop, options: Options, hostKeyAlgorithms: [String],
        onPhase: @escaping @Sendable (ConnectionPhase) -> Void,
        judge: @escaping @Sendable (HostKey) throws(TunnelError) -> Void,
        logIn: @escaping @Sendable (any LoginConversation) throws(TunnelError) -> Void
    ) async throws(TunnelError) -> SSHSession {
        let inbox = try SessionInbox()
        let number = stream.release()
        let result: Result<SSHSession, TunnelError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                do throws(TunnelError) {
                    try TunnelError.naming("start a thread") { () throws(Errno) in
                        try SystemThread.start {
                            let end = run(
                                over: Descriptor(owning: number), to: hop, options: options, inbox: inbox,
                                hostKeyAlgorithms: hostKeyAlgorithms, onPhase: onPhase, judge: judge, logIn: logIn
                            ) {
                                continuation.resume(returning: .success(SSHSession(inbox: inbox)))
                            }
                            inbox.finish(end.reason)
                            if !end.wasEstablished { continuation.resume(returning: .failure(end.reason)) }
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

    /// Streams that are open now.
    var openStreams: Int { inbox.openStreams }

    /// Has the hop connect to `target`.
    ///
    /// - Throws: `forwardRefused` with the server's reason, `tooManyStreams`, `timedOut`, `system`, or what ended the session.
    func open(_ target: Endpoint) async throws(TunnelError) -> TunnelStream {
        let (outer, inner) = try TunnelError.naming("open a pair of sockets") { () throws(Errno) in try SocketPair().release() }
        let stream = Descriptor(owning: outer)
        try await submit(LocalSocket(Descriptor(owning: inner)), target)
        return TunnelStream(stream)
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
