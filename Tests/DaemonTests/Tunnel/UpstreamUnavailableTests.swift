import Shim
import Testing

@testable import Daemon
@testable import Tunnel

struct UpstreamUnavailableTests {
    private let now = 1_800_000_000
    private let lost = TunnelError.connectionLost(hop: "h", phase: .established, reason: "reset")

    private func unavailable(_ state: TunnelStatus.State, _ error: TunnelError) -> UpstreamUnavailable {
        let status = TunnelStatus(state: state, sinceUnixTime: now, reconnections: 0, openStreams: 0)
        return UpstreamUnavailable(status, error, now: now)
    }

    @Test func `a client is told why, and to come back when the tunnel tries again`() {
        let answer = unavailable(.waiting(lost, retryAtUnixTime: now + 7), lost)
        #expect(answer.retryAfterSeconds == 7)
        #expect(answer.reason.contains("h broke"))
    }

    @Test(arguments: [(-100, 1), (0, 1), (30, 30), (100_000, 900)])
    func `a clock that jumps does not send clients away for long`(offset: Int, seconds: Int) {
        #expect(unavailable(.waiting(lost, retryAtUnixTime: now + offset), lost).retryAfterSeconds == seconds)
    }

    @Test func `a pause is told with its end and the way out`() {
        let paused = TunnelError.paused(host: "node1", untilUnixTime: now + 600, failures: 2)
        let answer = unavailable(.needsLogin(paused), paused)
        #expect(answer.retryAfterSeconds == 600)
        #expect(answer.reason.contains("argo-shim reset"))
    }

    @Test func `a question that is open is named`() {
        let answer = unavailable(.waitingForPerson(hop: "logins.example"), lost)
        #expect(answer.reason.contains("logins.example"))
        #expect(answer.reason.contains("terminal"))
    }

    @Test func `a route that refuses a stream says so while it is up`() {
        let refused = TunnelError.forwardRefused(hop: "h", target: Endpoint(host: "argo", port: 443), reason: "prohibited")
        #expect(unavailable(.up, refused).reason.contains("h refused to connect to argo:443"))
    }
}
