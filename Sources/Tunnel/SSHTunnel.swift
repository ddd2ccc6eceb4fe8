package import SystemSupport

/// One SSH route, built hop by hop and kept up for as long as `run` runs. It hands out streams to the route's target.
package final class SSHTunnel: Sendable {
    /// A session that stands, and how it ended if it did.
    struct Link {
        let session: SSHSession
        var end: TunnelError?
    }

    struct State {
        var status = TunnelStatus(state: .stopped, sinceUnixTime: 0, reconnections: 0, openStreams: 0)
        /// The sessions in the order of the hops. All of them stand when the route is up.
        var links: [Link] = []
        /// A person wants a connection now; whether they are there to be asked.
        var request: Bool?
        /// The login that is on its way.
        var login: HopLogin?
        var hasEnded = false
        /// By hop.
        var memories: [Int: LoginMemory] = [:]
        /// A route of another process's that stands in for the links, and how it ended if it did.
        var kept: (route: any InheritedRoute, end: TunnelError?)?
        /// Whether another process is to use the route after this one.
        var isHandedOver = false
        /// What the user has been warned of, since each login finds it anew.
        var warnings: Set<TunnelWarning> = []

        /// What is known of a hop, with the passphrases that were given for others: an encrypted key of two hops is asked for once.
        func memory(of hop: Int) -> LoginMemory {
            var memory = memories[hop] ?? LoginMemory()
            for other in memories.values { memory.passphrases.merge(other.passphrases) { own, _ in own } }
            return memory
        }
    }

    let configuration: TunnelConfiguration
    let ledger: AttemptLedger
    let prompter: any SSHPrompter
    private let onWarning: @Sendable (TunnelWarning) -> Void
    let state: Locked<State>
    let changes = ChangeSignal()
    let predecessor: (any InheritedRoute)?
    /// How many streams are open, each time when that has changed. For one reader.
    package let openStreamCounts: AsyncStream<Int>
    let countContinuation: AsyncStream<Int>.Continuation
    private let onChange: @Sendable (TunnelStatus) -> Void

    /// - Parameters:
    ///   - predecessor: a route like this one that another process keeps up. It is used before one of our own is built.
    ///   - onChange: called at each change of state; on any thread of the tunnel's.
    ///   - onWarning: takes what the user should know about their known_hosts files, each thing once; likewise.
    package init(
        _ configuration: TunnelConfiguration, prompter: any SSHPrompter, predecessor: (any InheritedRoute)? = nil,
        onChange: @escaping @Sendable (TunnelStatus) -> Void,
        onWarning: @escaping @Sendable (TunnelWarning) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.prompter = prompter
        self.predecessor = predecessor
        self.onWarning = onWarning
        (openStreamCounts, countContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.onChange = onChange
        ledger = AttemptLedger(folder: configuration.ledgerFolder, host: configuration.ledgerHost)
        state = Locked(State())
    }

    package var status: TunnelStatus {
        let hops = configuration.route.hops.count
        // Streams of the hops before the last one are the route's own.
        let (status, last, kept) = state.withLock { ($0.status, $0.links.count == hops ? $0.links.last?.session : nil, $0.kept?.route) }
        var current = status
        current.openStreams = kept?.openStreams ?? last?.openStreams ?? 0
        return current
    }

    /// Whether another process could not build this route without a person: they have answered a server, or typed a passphrase that only
    /// this tunnel remembers.
    package var hasTakenPerson: Bool {
        state.withLock { !$0.hopsThatTookPerson.isEmpty }
    }

    /// Waits until the route stands for the first time. Failures of the network are waited out.
    ///
    /// - Throws: `TunnelError` when only a person can go on (login, host key, this machine), and `stopped` when `run` has ended.
    package func firstConnection() async throws(TunnelError) {
        _ = try await route(until: nil) { .stopped }
    }

    /// Opens a stream to the route's target.
    ///
    /// - Parameter limit: how long to wait for a route that is not up.
    /// - Returns: a connected stream socket; dropping it closes the stream.
    /// - Throws: `TunnelError`: why there is no route, or why the last hop opens no stream.
    package func open(waitingUpTo limit: Duration) async throws(TunnelError) -> Descriptor {
        let deadline = ContinuousClock.now + limit
        while true {
            let version = changes.version
            let route = try await route(until: deadline) { absence(after: limit) }
            do {
                return switch route {
                case .own(let session): try await session.open(configuration.route.target)
                case .kept(let route): try await route.open()
                }
            } catch {
                // The session has just gone, and its successor may come in time.
                guard error.isLossOfConnection, ContinuousClock.now < deadline, !Task.isCancelled else { throw error }
                await changes.wait(beyond: version, until: deadline)
            }
        }
    }

    /// Connects a socket to the route's target, once the route is there. Whoever reads at its other end finds a TCP connection reset where
    /// the stream was cut off, or never came about.
    ///
    /// - Parameters:
    ///   - descriptor: of a connected stream socket. The tunnel owns it from now on, and closes it where this throws.
    ///   - limit: how long to wait for a route that is not up.
    package func bridge(_ descriptor: Int32, waitingUpTo limit: Duration = .seconds(20)) async throws(TunnelError) {
        let socket = Descriptor(owning: descriptor)
        // Only an orderly end takes it back, so that it holds for a process that is killed, too.
        socket.resetWhenClosed()
        switch try await route(until: .now + limit, orThrow: { absence(after: limit) }) {
        case .own(let session): try await session.bridge(socket, to: configuration.route.target)
        case .kept(let route): try await route.bridge(socket.release())
        }
    }

    /// Tries again now, forgetting earlier failures. A route that is up is only checked.
    ///
    /// - Parameter attended: whether a person is there and wants to be asked.
    package func reconnect(attended: Bool) {
        state.withLock { $0.request = attended || $0.request == true }
        changes.announce()
    }

    /// Ends the wait for a pause of logins, because a person has allowed them again. A tunnel that waits for anything else is left alone.
    ///
    /// - Returns: whether it waited for that.
    package func resumeAfterPause() -> Bool {
        let isWaiting = state.withLock { state in
            guard case .waiting(.paused, _) = state.status.state else { return false }
            state.request = state.request ?? false
            return true
        }
        if isWaiting { changes.announce() }
        return isWaiting
    }
}

// MARK: - State

extension SSHTunnel {
    /// What opens a stream.
    private enum StandingRoute {
        /// The session of the last hop.
        case own(SSHSession)
        case kept(any InheritedRoute)
    }

    /// What opens a stream now; nil where that is to be expected.
    ///
    /// - Throws: why it is not.
    private func standingRoute() throws(TunnelError) -> StandingRoute? {
        let hops = configuration.route.hops.count
        return try state.withLock { state throws(TunnelError) in
            if state.hasEnded { throw .stopped }
            switch state.status.state {
            case .up:
                if let kept = state.kept { return kept.end == nil ? .kept(kept.route) : nil }
                guard state.links.count == hops, let last = state.links.last, last.end == nil else { return nil }
                return .own(last.session)
            case .needsLogin(let error) where state.request == nil: throw error
            case .stopped, .connecting, .waitingForPerson, .waiting, .needsLogin: return nil
            }
        }
    }

    /// - Parameters:
    ///   - deadline: how long to wait for it; nil for as long as the task is not cancelled.
    ///   - absence: why there is none then.
    private func route(
        until deadline: ContinuousClock.Instant?, orThrow absence: () -> TunnelError
    ) async throws(TunnelError) -> StandingRoute {
        while true {
            let version = changes.version
            if let route = try standingRoute() { return route }
            guard deadline.map({ .now < $0 }) ?? true, !Task.isCancelled else { throw absence() }
            await changes.wait(beyond: version, until: deadline)
        }
    }

    /// Why there is still no route.
    private func absence(after limit: Duration) -> TunnelError {
        let seconds = Int(limit.components.seconds)
        switch status.state {
        case .waiting(let error, _), .needsLogin(let error): return error
        case .connecting(let hop, let phase): return .timedOut(hop: hop, phase: phase, seconds: seconds)
        case .waitingForPerson(let hop):
            let user = configuration.route.hops.first { $0.name == hop }?.user ?? ""
            return .personNeeded(hop: hop, user: user, reason: "a question is waiting for an answer")
        case .up, .stopped:
            return .timedOut(hop: configuration.route.hops.last?.name ?? "", phase: .channel, seconds: seconds)
        }
    }

    /// Enters a state, unless the tunnel has been stopped meanwhile.
    ///
    /// - Parameters:
    ///   - isLast: whether it is the last state of all.
    ///   - time: since when it is in that state, seconds since 1970; nil for now.
    func enter(_ newState: TunnelStatus.State, isLast: Bool = false, since time: Int? = nil) {
        let now = time ?? Int(ClockReading.now().wall.components.seconds)
        let changed: TunnelStatus? = state.withLock { state in
            guard !state.hasEnded else { return nil }
            state.hasEnded = isLast
            guard state.status.state != newState else { return nil }
            state.status.state = newState
            state.status.sinceUnixTime = now
            return state.status
        }
        guard let changed else { return }
        changes.announce()
        onChange(changed)
    }

    /// Hands a warning on, once.
    func warn(_ warning: TunnelWarning) {
        if state.withLock({ $0.warnings.insert(warning).inserted }) { onWarning(warning) }
    }
}

extension TunnelError {
    /// Whether the connection to a hop has gone, as opposed to a hop that refuses something.
    var isLossOfConnection: Bool {
        switch self {
        case .connectionLost, .protocolFailure, .stopped: true
        default: false
        }
    }
}
