import SystemSupport

extension SSHTunnel {
    /// Builds the route and keeps it up until the task is cancelled, or until a route that was handed over breaks; then closes everything.
    /// It runs once.
    ///
    /// - Returns: why a route that was handed over is no more; nil after a cancellation.
    @discardableResult
    package func run() async -> TunnelError? {
        await withDiscardingTaskGroup { watchers in
            let loss = await withTaskCancellationHandler {
                await supervise(&watchers)
            } onCancel: {
                stop()
            }
            stop()
            return loss
        }
    }

    /// Whoever wants the route, and what they have been asked for it so far.
    private struct ConnectAttempt {
        /// Whether a person is there to be asked.
        var isAttended: Bool
        /// Hops at which a person has answered the server. Each asks once: a line that breaks in the night must not make a telephone ring.
        var askedHops: Set<Int> = []
    }

    private func supervise(_ watchers: inout DiscardingTaskGroup) async -> TunnelError? {
        var attempt = ConnectAttempt(isAttended: true)
        var reconnection = Reconnection(pace: configuration.pace)
        var hasBeenUp = false
        if let predecessor { adopt(predecessor, &watchers) }
        while !Task.isCancelled {
            let decision: Reconnection.Decision
            let reason: TunnelError
            do {
                try await build(&attempt, &watchers)
                if hasBeenUp { state.withLock { $0.status.reconnections += 1 } }
                hasBeenUp = true
                attempt = ConnectAttempt(isAttended: false)
                let start = ContinuousClock.now
                enter(.up, since: state.withLock { $0.kept?.route.facts.sinceUnixTime })
                guard let loss = await loss() else { return nil }
                // A kept route that no longer stands is forgotten.
                state.withLock { $0.kept = nil }
                if state.withLock({ $0.isHandedOver }) { return loss }
                reason = loss
                decision = reconnection.broke(after: ContinuousClock.now - start, jitter: .random(in: 0..<1))
            } catch {
                reason = error
                // Before the first connection nobody knows whether the credentials are good, and the person who waits for it is told.
                let needsPerson = attempt.isAttended && !hasBeenUp || takesPerson
                decision = reconnection.failed(error, needsPerson: needsPerson, now: .now(), jitter: .random(in: 0..<1))
                if decision == .stop { dropRequest(after: error, attempt) }
            }
            // Whoever was there when a pause began need not be there when it ends.
            if case .paused = reason { attempt.isAttended = false }
            guard let isAttended = await rest(after: reason, decision) else { continue }
            reconnection.startAnew()
            attempt = ConnectAttempt(isAttended: isAttended)
        }
        return nil
    }

    /// Whoever asked for a connection while this attempt was on its way has got it. To begin another one at once would be a second failed
    /// login; only where a person was missing has one come forward.
    private func dropRequest(after error: TunnelError, _ attempt: ConnectAttempt) {
        if case .personNeeded = error, !attempt.isAttended { return }
        state.withLock { $0.request = nil }
    }

    /// Whether a hop that is missing let us in last time only because a person helped.
    private var takesPerson: Bool {
        state.withLock { state in state.memories.contains { $0.key >= state.links.count && $0.value.tookPerson } }
    }

    /// Waits as the decision says.
    ///
    /// - Returns: whether a person is there, where one has asked for a connection meanwhile; nil where the time was up.
    private func rest(after reason: TunnelError, _ decision: Reconnection.Decision) async -> Bool? {
        var deadline: ContinuousClock.Instant?
        switch decision {
        case .retry(after: .zero): return nil
        case .retry(let pause):
            deadline = .now + pause
            enter(.waiting(reason, retryAtUnixTime: Int((ClockReading.now().wall + pause).components.seconds)))
        case .stop: enter(.needsLogin(reason))
        }
        while !Task.isCancelled {
            let version = changes.version
            if let isAttended = takeRequest() { return isAttended }
            if let deadline, deadline <= .now { return nil }
            await changes.wait(beyond: version, until: deadline)
        }
        return nil
    }

    /// Returns when a session of the route that is up has ended, with its reason; nil when the task is cancelled.
    private func loss() async -> TunnelError? {
        while !Task.isCancelled {
            let version = changes.version
            if let end = state.withLock({ $0.kept?.end ?? $0.links.compactMap(\.end).first }) { return end }
            if takeRequest() != nil {
                let (sessions, kept) = state.withLock { ($0.links.map(\.session), $0.kept) }
                for session in sessions { session.checkLiveness() }
                kept?.route.checkLiveness()
            } else {
                await changes.wait(beyond: version, until: nil)
            }
        }
        return nil
    }

    private func takeRequest() -> Bool? {
        state.withLock { state in
            defer { state.request = nil }
            return state.request
        }
    }
}

// MARK: - Building

extension SSHTunnel {
    /// Adds the sessions that are missing, behind those that still stand.
    private func build(_ attempt: inout ConnectAttempt, _ watchers: inout DiscardingTaskGroup) async throws(TunnelError) {
        let hops = configuration.route.hops
        guard !hops.isEmpty else { throw .stopped }
        if state.withLock({ $0.kept != nil }) { return }
        closeLinks(from: state.withLock { state in state.links.firstIndex { $0.end != nil } ?? state.links.count })
        while true {
            let index = state.withLock { $0.links.count }
            guard index < hops.count else { return }
            let session = try await connect(hops[index], at: index, &attempt)
            watchers.addTask { await self.watch(session) }
        }
    }

    /// Logs in to a hop, and adds a link for it.
    private func connect(_ hop: Hop, at index: Int, _ attempt: inout ConnectAttempt) async throws(TunnelError) -> SSHSession {
        enter(.connecting(hop: hop.name, phase: .dial))
        let memory = state.withLock { $0.memory(of: index) }
        let mayAsk = attempt.isAttended && !attempt.askedHops.contains(index)
        guard mayAsk || !memory.tookPerson && !attempt.askedHops.contains(index) else {
            let reason = "the connection broke, and a new login needs you"
            throw .personNeeded(hop: hop.name, user: hop.user, reason: reason)
        }
        try ledger.check(now: Int(ClockReading.now().wall.components.seconds))
        let login = HopLogin(
            to: hop, isLastHop: index == configuration.route.hops.count - 1, ledger: ledger, memory: memory,
            prompter: mayAsk ? prompter : nil
        ) { [weak self] isAsking in
            self?.enter(isAsking ? .waitingForPerson(hop: hop.name) : .connecting(hop: hop.name, phase: .authentication))
        }
        state.withLock { $0.login = login }
        defer {
            login.end()
            state.withLock { $0.login = nil }
            if login.report.askedPerson { attempt.askedHops.insert(index) }
        }
        let session = try await startSession(on: try await dial(hop, at: index), to: hop, login)
        let report = login.report
        let hasEnded = state.withLock { state in
            guard !state.hasEnded else { return true }
            state.memories[index] = report.memory
            state.links.append(Link(session: session))
            return false
        }
        guard !hasEnded else {
            session.close()
            throw .stopped
        }
        return session
    }

    private func dial(_ hop: Hop, at index: Int) async throws(TunnelError) -> Descriptor {
        guard index > 0 else { return try await TCPDialer.dial(hop.address, hop: hop.name, timeout: hop.connectTimeout) }
        guard let link = state.withLock({ $0.links.indices.contains(index - 1) ? $0.links[index - 1] : nil }) else { throw .stopped }
        do {
            return try await link.session.open(hop.address)
        } catch {
            if case .timedOut = error {
                link.session.checkLiveness()
            } else if error.isLossOfConnection {
                closeLinks(from: index - 1)
            }
            throw error
        }
    }

    private func startSession(on stream: consuming Descriptor, to hop: Hop, _ login: HopLogin) async throws(TunnelError) -> SSHSession {
        let verifier = HostKeyVerifier(hop: hop, prompter: login) { [weak self] in self?.warn($0) }
        let algorithms = try verifier.preferredAlgorithms(among: LibSSH2Library.offeredAlgorithms(.hostKey))
        let socket = stream.release()
        var sessionOptions = configuration.session
        if hop == configuration.route.hops.last {
            sessionOptions.remoteForward = configuration.remoteForward
            sessionOptions.onOpenStreams = { [countContinuation] in countContinuation.yield($0) }
        }
        let options = sessionOptions
        let outcome = FirstOutcome<Result<SSHSession, TunnelError>>()
        // A task of its own, because its thread may be waiting for a person, whom a tunnel that is stopped does not wait for.
        let start = Task {
            let result: Result<SSHSession, TunnelError>
            do throws(TunnelError) {
                result = .success(
                    try await SSHSession.start(
                        over: Descriptor(owning: socket), to: hop, options: options, hostKeyAlgorithms: algorithms,
                        onPhase: { [weak self] phase in
                            if phase != .established { self?.enter(.connecting(hop: hop.name, phase: phase)) }
                        },
                        verify: { key throws(TunnelError) in
                            try login.verify(key) { key throws(TunnelError) in try verifier.verify(key) }
                        },
                        logIn: { conversation throws(TunnelError) in try login.logIn(conversation) }
                    ))
            } catch {
                result = .failure(error)
            }
            if !outcome.settle(result), case .success(let session) = result { session.close() }
        }
        return try await withTaskCancellationHandler {
            await outcome.wait()
        } onCancel: {
            start.cancel()
            outcome.settle(.failure(.stopped))
        }.get()
    }

    private func watch(_ session: SSHSession) async {
        let end = await session.ended()
        state.withLock { state in
            guard let index = state.links.firstIndex(where: { $0.session === session }) else { return }
            state.links[index].end = end
        }
        changes.announce()
    }

    private func closeLinks(from index: Int) {
        let closed = state.withLock { state in
            let closed = state.links.dropFirst(index).map(\.session)
            state.links.removeLast(closed.count)
            return closed
        }
        for session in closed.reversed() { session.close() }
    }

    private func stop() {
        enter(.stopped, isLast: true)
        state.withLock { $0.login }?.abandon()
        let (kept, isHandedOver) = state.withLock { state in
            state.memories = [:]
            return (state.kept, state.isHandedOver)
        }
        kept?.route.leave(endsIt: !isHandedOver)
        closeLinks(from: 0)
        changes.announce()
    }
}
