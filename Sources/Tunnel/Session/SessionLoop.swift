import SystemSupport

/// Serves a session that is up: opens streams, moves their bytes, watches the server. The life of the session's thread after the login.
///
/// A round serves everything once, then waits in poll(2). libssh2 reads for all channels in whatever is called first, so each round
/// ends with reading all of them.
final class SessionLoop {
    let driver: SessionDriver
    let options: SSHSession.Options
    let handle: SessionHandle
    let transport: SSHTransport
    private let inbox: SessionInbox

    var streams: [LocalStream] = []
    /// Channels whose close the server has not answered yet.
    var leaving: [ChannelHandle] = []
    let opens: OpenQueue
    let helper = HelperChannel()
    private let forward: ForwardListener?
    var budget: WindowBudget
    /// The time of this round.
    var now: ClockReading
    /// The shortest time in which the server has answered.
    var roundTrip: Duration?
    /// One read's worth of bytes, for both directions in turn.
    var scratch = [UInt8](repeating: 0, count: 64 << 10)
    /// Whether something can be done before anything happens.
    var hasWork = false
    /// Whether the server has sent something that nobody has read yet.
    private(set) var serverHasSpoken = true
    private var liveness: Liveness
    private var polls = PollSet()

    init(driver: SessionDriver, options: SSHSession.Options, inbox: SessionInbox) {
        self.driver = driver
        self.options = options
        self.inbox = inbox
        handle = driver.handle
        transport = driver.transport
        now = .now()
        opens = OpenQueue(timeout: options.openTimeout)
        forward = options.remoteForward.map(ForwardListener.init)
        budget = WindowBudget(options.windows)
        liveness = Liveness(options.liveness, now: now)
    }

    /// - Returns: why the session is over.
    func serve() -> TunnelError {
        let reason = rounds()
        for stream in streams { stream.socket.descriptor.resetWhenClosed() }
        opens.failAll(reason)
        return reason
    }

    private func rounds() -> TunnelError {
        while true {
            let wishes = inbox.take()
            if wishes.close {
                handle.disconnect()
                return .stopped
            }
            if wishes.doubt { liveness.doubt() }
            now = .now()
            admit(wishes.opens)
            transport.beginRound(intake: options.roundIntake, isReadable: serverHasSpoken)
            hasWork = false
            do throws(LibSSH2Failure) {
                try serveOnce()
            } catch {
                transport.flush()
                return transport.end.map(driver.lost) ?? driver.error(error)
            }
            transport.flush()
            if let end = transport.end { return driver.lost(end) }
            if inbox.note(openStreams: streams.count) { options.onOpenStreams?(streams.count) }
            do throws(TunnelError) { wait(try assessLiveness()) } catch { return error }
        }
    }

    private func admit(_ requests: [OpenRequest]) {
        for request in requests {
            guard streams.count + leaving.count + opens.count < options.maximumStreams else {
                let reason = "\(options.maximumStreams) are open already"
                request.finish(.failure(.tooManyStreams(hop: driver.hop.name, reason: reason)))
                continue
            }
            opens.append(request, now: now.steady)
        }
    }

    private func serveOnce() throws(LibSSH2Failure) {
        try helper.serve(self)
        try opens.serve(self)
        try forward?.serve(self)
        for stream in streams { try concerning(stream) { () throws(LibSSH2Failure) in try upload(stream) } }
        // Uploads and the calls before them have taken in packets for any channel; from here on nothing is taken in but by reading.
        for stream in streams { try concerning(stream) { () throws(LibSSH2Failure) in try download(stream) } }
        for stream in streams { try concerning(stream) { () throws(LibSSH2Failure) in try settle(stream) } }
        streams.removeAll { $0.isOver }
        if !leaving.isEmpty { try closeLeaving() }
        if let forward, forward.wantsToLook(self) { hasWork = true }
    }

    /// A failure of one channel ends its stream and not the session.
    private func concerning(_ stream: LocalStream, _ work: () throws(LibSSH2Failure) -> Void) throws(LibSSH2Failure) {
        guard !stream.isOver else { return }
        do throws(LibSSH2Failure) {
            try work()
        } catch {
            guard error.concernsOneChannel, transport.end == nil else { throw error }
            end(stream, isAbort: true)
        }
    }

    /// - Returns: how long to wait at the most.
    /// - Throws: why the session is over.
    private func assessLiveness() throws(TunnelError) -> Duration {
        while true {
            let verdict = liveness.assess(
                received: transport.receivedBytes, sent: transport.sentBytes, pendingBytes: transport.pendingBytes, now: now)
            switch verdict {
            case .alive(let limit):
                return min(limit, opens.timeLeft(now.steady) ?? limit)
            case .probe:
                if helper.probe(opens: opens) {
                    liveness.probeWasSent(now: now)
                    hasWork = true
                } else {
                    liveness.probeIsImpossible(now: now)
                }
            case .silent(let time):
                throw driver.lost("no sign of life for \(time.components.seconds) s")
            case .stalled(let time):
                throw driver.lost("nothing could be sent for \(time.components.seconds) s")
            }
        }
    }

    /// Learns how long the server took for an answer.
    func noteAnswer(since start: Duration) {
        let time = max(now.steady - start, .microseconds(100))
        roundTrip = min(roundTrip ?? time, time)
    }

    private func wait(_ limit: Duration) {
        polls.removeAll()
        polls.add(transport.socket.number, transport.pendingBytes > 0 ? [.readable, .writable] : .readable)
        polls.add(inbox.wakePipe.number, .readable)
        for stream in streams {
            let events = stream.interest(isCongested: isCongested)
            polls.add(events.map { _ in stream.socket.descriptor.number } ?? -1, events ?? [])
        }
        let found = polls.wait(hasWork || transport.hasMoreToReceive ? .zero : limit)
        serverHasSpoken = !polls.found(at: 0).subtracting(.writable).isEmpty
        guard found > 0 else { return }
        if !polls.found(at: 1).isEmpty { inbox.wakePipe.drain() }
        if polls.found(at: 0).contains(.writable) { transport.flush() }
        for (place, stream) in streams.enumerated() {
            let events = polls.found(at: place + 2)
            if events.isEmpty { continue }
            if events.contains(.writable) { stream.takesBytes = true }
            if events.contains(.readable) { stream.givesBytes = true }
            if events.showThatPeerIsGone { stream.noteGone() }
        }
    }
}
