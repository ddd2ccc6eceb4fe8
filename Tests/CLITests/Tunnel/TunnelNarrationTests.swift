import Logging
import Testing
import Tunnel

@testable import CLI

struct TunnelNarrationTests {
    private let now = 1_800_000_000
    private let lost = TunnelError.connectionLost(hop: "a", phase: .established, reason: "reset")
    private let refused = TunnelError.authenticationRefused(hop: "a", user: "alice", tried: [], methods: [])

    private func status(_ state: TunnelStatus.State) -> TunnelStatus {
        TunnelStatus(state: state, sinceUnixTime: now, reconnections: 3, openStreams: 0)
    }

    @Test func `at the start a person reads each hop once`() {
        var narration = TunnelNarration()
        var remarks: [TunnelNarration.Remark] = []
        for (hop, phase) in [("a", ConnectionPhase.dial), ("a", .keyExchange), ("a", .authentication), ("b", .dial), ("b", .hostKey)] {
            remarks += narration.remarks(on: status(.connecting(hop: hop, phase: phase)), now: now)
        }
        #expect(remarks == [.note("Connecting to a …"), .note("Connecting to b …")])
        #expect(narration.remarks(on: status(.up), now: now).isEmpty)
    }

    @Test func `at the start a failure of the network is told once, however often it happens`() throws {
        var narration = TunnelNarration()
        let first = narration.remarks(on: status(.waiting(lost, retryAtUnixTime: now + 2)), now: now)
        guard case .warning(let text) = try #require(first.first) else {
            Issue.record("\(first)")
            return
        }
        #expect(text.contains("a broke") && text.contains("Trying again in 2 s"))
        #expect(narration.remarks(on: status(.waiting(lost, retryAtUnixTime: now + 9)), now: now).isEmpty)
        let other = TunnelError.timedOut(hop: "a", phase: .dial, seconds: 15)
        #expect(narration.remarks(on: status(.waiting(other, retryAtUnixTime: now + 9)), now: now).count == 1)
    }

    @Test func `later it goes to the log, and what needs a person to the person`() throws {
        var narration = TunnelNarration()
        _ = narration.remarks(on: status(.up), now: now)
        let down = narration.remarks(on: status(.waiting(lost, retryAtUnixTime: now + 2)), now: now)
        #expect(down == [.log(.info, "tunnel down", ["reason": TunnelAdvice(lost).summary, "retry_s": "2"])])
        #expect(narration.remarks(on: status(.up), now: now) == [.log(.info, "tunnel up", ["reconnections": "3"])])
        let needsLogin = narration.remarks(on: status(.needsLogin(refused)), now: now)
        guard case .warning(let text) = try #require(needsLogin.first) else {
            Issue.record("\(needsLogin)")
            return
        }
        #expect(text.contains("a does not let alice in"))
    }
}
