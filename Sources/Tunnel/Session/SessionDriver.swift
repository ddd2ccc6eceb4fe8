import SystemSupport

/// Makes calls into libssh2 that wait: repeats each one when the server has sent something, until it is done or the time is over.
///
/// Used by the session's thread while it connects and logs in.
final class SessionDriver {
    let hop: Hop
    let handle: SessionHandle
    private let inbox: SessionInbox
    /// What errors name.
    var phase = ConnectionPhase.keyExchange
    /// When the call that runs now must be done; nil while a person is being asked.
    private var deadline: ContinuousClock.Instant?
    private var limit = Duration.zero

    var transport: SSHTransport { handle.transport }

    init(hop: Hop, handle: SessionHandle, inbox: SessionInbox) {
        self.hop = hop
        self.handle = handle
        self.inbox = inbox
        handle.transport.waitForAgent = { [unowned self] socket, events in waitForAgent(socket, events) }
    }

    /// - Throws: `timedOut`, `connectionLost` or `stopped`; what libssh2 says is in the outcome.
    func drive<Value>(
        within limit: Duration, _ call: () throws(LibSSH2Failure) -> SessionStep<Value>
    ) throws(TunnelError) -> Result<Value, LibSSH2Failure> {
        startClock(limit)
        while true {
            do throws(LibSSH2Failure) {
                let step = try call()
                transport.flush()
                if case .done(let value) = step { return .success(value) }
            } catch {
                transport.flush()
                if let end = transport.end { throw lost(end) }
                return .failure(error)
            }
            if let end = transport.end { throw lost(end) }
            try wait()
        }
    }

    /// Gives the server the whole time anew, because a person has been asked in between.
    func startClock(_ limit: Duration) {
        self.limit = limit
        deadline = ContinuousClock.now + limit
    }

    func lost(_ reason: String) -> TunnelError { .connectionLost(hop: hop.name, phase: phase, reason: reason) }

    /// An error of libssh2's that nobody has a better reading of.
    func error(_ failure: LibSSH2Failure) -> TunnelError {
        .protocolFailure(hop: hop.name, phase: phase, code: failure.code, reason: failure.text)
    }

    /// Whether somebody has closed the session meanwhile.
    var isStopped: Bool { inbox.wantsToClose }

    private func wait() throws(TunnelError) {
        while true {
            if inbox.wantsToClose { throw .stopped }
            var polls = PollSet()
            polls.add(transport.socket.number, transport.pendingBytes > 0 ? [.readable, .writable] : .readable)
            polls.add(inbox.wakePipe.number, .readable)
            let left = deadline.map { $0 - ContinuousClock.now }
            if let left, left <= .zero { throw .timedOut(hop: hop.name, phase: phase, seconds: Int(limit.components.seconds)) }
            _ = polls.wait(left)
            if !polls.found(at: 1).isEmpty { inbox.wakePipe.drain() }
            let found = polls.found(at: 0)
            if found.contains(.writable) { transport.flush() }
            if !found.subtracting(.writable).isEmpty { return }
        }
    }

    /// Waits for an agent, which may ask a person: without limit, but not longer than the server or the session.
    private func waitForAgent(_ socket: Int32, _ events: PollSet.Events) -> Bool {
        var serverIsQuiet = true
        while !inbox.wantsToClose, transport.end == nil {
            var polls = PollSet()
            polls.add(socket, events)
            polls.add(inbox.wakePipe.number, .readable)
            polls.add(serverIsQuiet ? transport.socket.number : -1, .readable)
            _ = polls.wait(nil)
            if !polls.found(at: 1).isEmpty { inbox.wakePipe.drain() }
            if !polls.found(at: 2).isEmpty {
                transport.noticeClosing()
                serverIsQuiet = false
            }
            if !polls.found(at: 0).isEmpty {
                startClock(limit)
                return true
            }
        }
        return false
    }
}
