import Testing

@testable import Tunnel

struct ReconnectionTests {
    private static let lost = TunnelError.connectionLost(hop: "h", phase: .keyExchange, reason: "")
    private static let absent = TunnelError.unreachable(hop: "h", address: Endpoint(host: "h", port: 22), reason: "")

    @Test func `pauses grow from one second to a minute`() {
        var reconnection = Reconnection()
        let longest = (0..<8).map { _ in reconnection.failed(Self.lost, now: .zero, jitter: 1) }
        #expect(longest == [2, 4, 8, 16, 32, 60, 60, 60].map { .retry(after: .seconds($0)) })
        #expect(reconnection.failed(Self.lost, now: .zero, jitter: 0) == .retry(after: .seconds(1)))
        #expect(reconnection.failed(Self.lost, now: .zero, jitter: 0.5) == .retry(after: .seconds(30.5)))
    }

    @Test func `no number of failures lets it overflow`() {
        var reconnection = Reconnection()
        for _ in 0..<10_000 { _ = reconnection.failed(Self.lost, now: .zero, jitter: 1) }
        #expect(reconnection.failed(Self.lost, now: .zero, jitter: 7) == .retry(after: .seconds(60)))
    }

    @Test(arguments: [
        TunnelError.authenticationRefused(hop: "h", user: "u", tried: [], methods: []),
        .personNeeded(hop: "h", user: "u", reason: ""), .noCredentials(hop: "h", user: "u", methods: [], notOffered: []),
        .hostKeyUnknown(hop: "h", address: Endpoint(host: "h", port: 22), algorithm: "", fingerprint: ""),
        .paused(host: "h", untilUnixTime: 0, failures: 2), .locked(host: "h", ledger: "", reason: ""),
        .system(operation: "", path: "", code: 1), .stopped,
    ])
    func `what a person must settle is not repeated`(error: TunnelError) {
        var reconnection = Reconnection()
        #expect(reconnection.failed(error, now: .zero, jitter: 0) == .stop)
    }

    @Test(arguments: [
        lost, .timedOut(hop: "h", phase: .dial, seconds: 15), .forwardRefused(hop: "h", target: Endpoint(host: "t", port: 1), reason: ""),
        .tooManyStreams(hop: "h", reason: ""), .protocolFailure(hop: "h", phase: .keyExchange, code: -5, reason: ""),
        .loginPending(host: "h", process: 1),
    ])
    func `failures of the network are repeated`(error: TunnelError) {
        var reconnection = Reconnection()
        #expect(reconnection.failed(error, now: .zero, jitter: 0) == .retry(after: .seconds(1)))
    }

    @Test func `an absent network is looked for every two seconds at first, without counting`() {
        var reconnection = Reconnection()
        for time in stride(from: 100, to: 130, by: 2) {
            #expect(reconnection.failed(Self.absent, now: .seconds(time), jitter: 1) == .retry(after: .seconds(2)))
        }
        #expect(reconnection.failed(Self.absent, now: .seconds(130), jitter: 1) == .retry(after: .seconds(2)))
        #expect(reconnection.failed(Self.absent, now: .seconds(132), jitter: 1) == .retry(after: .seconds(4)))
        // It came back, and went again: patience is new, the failures before still count.
        #expect(reconnection.failed(Self.lost, now: .seconds(136), jitter: 1) == .retry(after: .seconds(8)))
        #expect(reconnection.failed(Self.absent, now: .seconds(144), jitter: 1) == .retry(after: .seconds(2)))
    }

    @Test func `a route that was up for a minute is built anew at once, and its failures begin anew`() {
        var reconnection = Reconnection()
        for _ in 0..<5 { _ = reconnection.failed(Self.lost, now: .zero, jitter: 1) }
        #expect(reconnection.broke(after: .seconds(60), jitter: 1) == .retry(after: .zero))
        #expect(reconnection.failed(Self.lost, now: .zero, jitter: 1) == .retry(after: .seconds(2)))
    }

    @Test func `a server that lets us in and hangs up makes the pauses grow`() {
        var reconnection = Reconnection()
        #expect(reconnection.broke(after: .seconds(1), jitter: 1) == .retry(after: .seconds(2)))
        #expect(reconnection.broke(after: .seconds(59), jitter: 1) == .retry(after: .seconds(4)))
    }

    @Test func `a person who asks for it begins anew`() {
        var reconnection = Reconnection()
        for _ in 0..<5 { _ = reconnection.failed(Self.lost, now: .zero, jitter: 1) }
        reconnection.startAnew()
        #expect(reconnection.failed(Self.lost, now: .zero, jitter: 1) == .retry(after: .seconds(2)))
    }
}
