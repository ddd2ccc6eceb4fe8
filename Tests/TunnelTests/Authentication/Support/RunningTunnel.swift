import Testing

@testable import SystemSupport
@testable import Tunnel

/// A tunnel that runs, and all that it said about itself.
final class RunningTunnel: Sendable {
    let tunnel: SSHTunnel
    private let task: Task<Void, Never>
    private let history: StateHistory

    /// - Parameters:
    ///   - folder: for the ledger and known_hosts.
    ///   - start: runs the tunnel, on threads of its choice.
    init(
        _ hops: [Hop], to target: Endpoint, folder: TestFolder, prompter: any SSHPrompter = ScriptedPerson(isAvailable: false),
        start: (@escaping @Sendable () async -> Void) -> Task<Void, Never> = { run in Task { await run() } }
    ) {
        var configuration = TunnelConfiguration(
            route: TunnelRoute(hops: hops, target: target), ledgerFolder: folder.path + "/state", ledgerHost: "test")
        configuration.pace = Reconnection.Pace(
            shortest: .milliseconds(20), longest: .milliseconds(200), settledAfter: .zero, absencePause: .milliseconds(20))
        let history = StateHistory()
        self.history = history
        let tunnel = SSHTunnel(configuration, prompter: prompter) { history.add($0.state) }
        self.tunnel = tunnel
        task = start { await tunnel.run() }
    }

    deinit { task.cancel() }

    var states: [TunnelStatus.State] { history.states }
    var ledger: LedgerSummary { tunnel.ledger.summary(now: Int(ClockReading.now().wall.components.seconds)) }

    /// Waits until it has entered such a state, now or since `mark` of its states.
    func enters(since mark: Int = 0, _ isWanted: @Sendable (TunnelStatus.State) -> Bool) async {
        await history.wait(since: mark, isWanted)
    }

    /// Ends it, and returns when it has ended.
    func stop() async {
        task.cancel()
        await task.value
    }

    /// What comes back of a text that is sent through a new stream to an echo.
    func echo(_ text: String = "hello") async throws -> String {
        let socket = TestSocket(owning: try await tunnel.open(waitingUpTo: .seconds(60)).release())
        return await onThread {
            socket.write(text)
            socket.endWriting()
            return String(decoding: socket.readToEnd().bytes, as: UTF8.self)
        }
    }
}

/// The states in the order in which they were entered.
private final class StateHistory: Sendable {
    private let entered = Locked<[TunnelStatus.State]>([])
    private let changes = ChangeSignal()

    var states: [TunnelStatus.State] { entered.withLock { $0 } }

    func add(_ state: TunnelStatus.State) {
        entered.withLock { $0.append(state) }
        changes.announce()
    }

    func wait(since mark: Int, _ isWanted: @Sendable (TunnelStatus.State) -> Bool) async {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            let version = changes.version
            if states.dropFirst(mark).contains(where: isWanted) { return }
            guard ContinuousClock.now < deadline, !Task.isCancelled else {
                Issue.record("never entered; it was in \(states)")
                return
            }
            await changes.wait(beyond: version, until: deadline)
        }
    }
}

extension TunnelStatus.State {
    /// The error that only a person can settle.
    var neededLogin: TunnelError? { if case .needsLogin(let error) = self { error } else { nil } }
}
