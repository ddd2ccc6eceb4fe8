import Testing

@testable import SystemSupport
@testable import Tunnel

struct ReconnectionTests {
    private static let lost = TunnelError.connectionLost(hop: "h", phase: .keyExchange, reason: "")
    private static let absent = TunnelError.unreachable(hop: "h", address: Endpoint(host: "h", port: 22), reason: "")

    /// A failure that nobody is there for.
    private static func failed(
        _ reconnection: inout Reconnection, _ error: TunnelError, needsPerson: Bool = false, now: Duration = .zero, jitter: Double
    ) -> Reconnection.Decision {
        let reading = ClockReading(steady: now, wall: .seconds(1_000_000) + now)
        return reconnection.failed(error, needsPerson: needsPerson, now: reading, jitter: jitter)
    }

    @Test func `pauses grow from one second to a minute`() {
        var reconnection = Reconnection()
        let longest = (0..<8).map { _ in Self.failed(&reconnection, Self.lost, jitter: 1) }
        #expect(longest == [2, 4, 8, 16, 32, 60, 60, 60].map { .retry(after: .seconds($0)) })
        #expect(Self.failed(&reconnection, Self.lost, jitter: 0) == .retry(after: .seconds(1)))
        #expect(Self.failed(&reconnection, Self.lost, jitter: 0.5) == .retry(after: .seconds(30.5)))
    }

    @Test func `no number of failures lets it overflow`() {
        var reconnection = Reconnection()
        for _ in 0..<10_000 { _ = Self.failed(&reconnection, Self.lost, jitter: 1) }
        #expect(Self.failed(&reconnection, Self.lost, jitter: 7) == .retry(after: .seconds(60)))
    }

    @Test(arguments: [
        TunnelError.authenticationRefused(hop: "h", user: "u", tried: [], methods: []),
        .personNeeded(hop: "h", user: "u", reason: ""), .noCredentials(hop: "h", user: "u", methods: [], notOffered: []),
        .hostKeyUnknown(hop: "h", address: Endpoint(host: "h", port: 22), algorithm: "", fingerprint: ""),
        .locked(host: "h", ledger: "", reason: ""),
        .system(operation: "", path: "", code: 1), .stopped,
    ])
    func `what a person must settle is not repeated`(error: TunnelError) {
        var reconnection = Reconnection()
        #expect(Self.failed(&reconnection, error, jitter: 0) == .stop)
    }

    @Test(arguments: [
        lost, .timedOut(hop: "h", phase: .dial, seconds: 15), .forwardRefused(hop: "h", target: Endpoint(host: "t", port: 1), reason: ""),
        .tooManyStreams(hop: "h", reason: ""), .protocolFailure(hop: "h", phase: .keyExchange, code: -5, reason: ""),
        .loginPending(host: "h", process: 1),
    ])
    func `failures of the network are repeated`(error: TunnelError) {
        var reconnection = Reconnection()
        #expect(Self.failed(&reconnection, error, jitter: 0) == .retry(after: .seconds(1)))
    }

    @Test func `an absent network is looked for every two seconds at first, without counting`() {
        var reconnection = Reconnection()
        for time in stride(from: 100, to: 130, by: 2) {
            #expect(Self.failed(&reconnection, Self.absent, now: .seconds(time), jitter: 1) == .retry(after: .seconds(2)))
        }
        #expect(Self.failed(&reconnection, Self.absent, now: .seconds(130), jitter: 1) == .retry(after: .seconds(2)))
        #expect(Self.failed(&reconnection, Self.absent, now: .seconds(132), jitter: 1) == .retry(after: .seconds(4)))
        // It came back, and went again: patience is new, the failures before still count.
        #expect(Self.failed(&reconnection, Self.lost, now: .seconds(136), jitter: 1) == .retry(after: .seconds(8)))
        #expect(Self.failed(&reconnection, Self.absent, now: .seconds(144), jitter: 1) == .retry(after: .seconds(2)))
    }

    @Test func `a route that was up for a minute is built anew at once, and its failures begin anew`() {
        var reconnection = Reconnection()
        for _ in 0..<5 { _ = Self.failed(&reconnection, Self.lost, jitter: 1) }
        #expect(reconnection.broke(after: .seconds(60), jitter: 1) == .retry(after: .zero))
        #expect(Self.failed(&reconnection, Self.lost, jitter: 1) == .retry(after: .seconds(2)))
    }

    @Test func `a server that lets us in and hangs up makes the pauses grow`() {
        var reconnection = Reconnection()
        #expect(reconnection.broke(after: .seconds(1), jitter: 1) == .retry(after: .seconds(2)))
        #expect(reconnection.broke(after: .seconds(59), jitter: 1) == .retry(after: .seconds(4)))
    }

    @Test func `a person who asks for it begins anew`() {
        var reconnection = Reconnection()
        for _ in 0..<5 { _ = Self.failed(&reconnection, Self.lost, jitter: 1) }
        reconnection.startAnew()
        #expect(Self.failed(&reconnection, Self.lost, jitter: 1) == .retry(after: .seconds(2)))
    }

    @Test func `the end of a pause that others have brought about is waited for, as long as a pause is and no longer`() {
        for (end, wait) in [(1_000_600, 600), (1_000_900, 900), (9_999_999, 900), (1_000_000, 1), (0, 1)] {
            var reconnection = Reconnection()
            let error = TunnelError.paused(host: "h", untilUnixTime: end, failures: 2)
            #expect(Self.failed(&reconnection, error, jitter: 1) == .retry(after: .seconds(wait)))
            #expect(Self.failed(&reconnection, error, needsPerson: true, jitter: 1) == .stop)
        }
    }

    @Test func `a pause that our own refusals have brought about is a person's matter, until the route was up again`() {
        var reconnection = Reconnection()
        let pause = TunnelError.paused(host: "h", untilUnixTime: 1_000_600, failures: 2)
        let refusal = TunnelError.authenticationRefused(hop: "h", user: "u", tried: [], methods: [])
        #expect(Self.failed(&reconnection, refusal, jitter: 0) == .stop)
        reconnection.startAnew()
        #expect(Self.failed(&reconnection, pause, jitter: 0) == .stop)
        _ = reconnection.broke(after: .seconds(60), jitter: 0)
        #expect(Self.failed(&reconnection, pause, jitter: 0) == .retry(after: .seconds(600)))
    }
}

@Suite(.timeLimit(.minutes(2)))
struct ChangeSignalTests {
    @Test func `a change that came before the wait is not missed`() async {
        let signal = ChangeSignal()
        let version = signal.version
        signal.announce()
        await signal.wait(beyond: version, until: nil)
        #expect(signal.version == version + 1)
    }

    @Test func `every waiter is woken`() async {
        let signal = ChangeSignal()
        await withDiscardingTaskGroup { group in
            for _ in 0..<100 { group.addTask { await signal.wait(beyond: 0, until: nil) } }
            group.addTask { signal.announce() }
        }
    }

    @Test func `a deadline and a cancellation end the wait`() async {
        let signal = ChangeSignal()
        await signal.wait(beyond: 0, until: .now)
        let task = Task { await signal.wait(beyond: 0, until: nil) }
        task.cancel()
        await task.value
        await Task { await signal.wait(beyond: 0, until: nil) }.cancelledValue()
        #expect(signal.version == 0)
    }
}

extension Task where Success == Void, Failure == Never {
    fileprivate func cancelledValue() async {
        cancel()
        await value
    }
}
