import Testing

@testable import SystemSupport
@testable import Tunnel

struct LivenessTests {
    private static func at(_ seconds: Double, wall: Double? = nil) -> ClockReading {
        ClockReading(steady: .seconds(seconds), wall: .seconds(1_000_000 + (wall ?? seconds)))
    }

    /// Lets time pass in small steps, as the thread does that looks every two seconds.
    private static func verdicts(
        _ liveness: inout Liveness, from start: Double, to end: Double, received: UInt64 = 0, sent: UInt64 = 0, pending: Int = 0
    ) -> Liveness.Verdict {
        var verdict = Liveness.Verdict.alive(checkAgainIn: .zero)
        var time = start
        while time <= end, case .alive = verdict {
            verdict = liveness.assess(received: received, sent: sent, pendingBytes: pending, now: at(time))
            time += 0.5
        }
        return verdict
    }

    @Test func `silence for ten seconds asks, and silence for eight more is death`() {
        var liveness = Liveness(.init(), now: Self.at(0))
        #expect(Self.verdicts(&liveness, from: 0, to: 9.5) == .alive(checkAgainIn: .seconds(0.5)))
        #expect(liveness.assess(received: 0, sent: 0, pendingBytes: 0, now: Self.at(10)) == .probe)
        liveness.probeWasSent(now: Self.at(10))
        guard case .alive = Self.verdicts(&liveness, from: 10, to: 17.5) else {
            Issue.record("died too soon")
            return
        }
        #expect(liveness.assess(received: 0, sent: 0, pendingBytes: 0, now: Self.at(18)) == .silent(.seconds(18)))
    }

    @Test func `any byte is a sign of life`() {
        var liveness = Liveness(.init(), now: Self.at(0))
        #expect(Self.verdicts(&liveness, from: 0, to: 10) == .probe)
        liveness.probeWasSent(now: Self.at(10))
        _ = Self.verdicts(&liveness, from: 10, to: 16)
        #expect(liveness.assess(received: 1, sent: 0, pendingBytes: 0, now: Self.at(17)) == .alive(checkAgainIn: .seconds(2)))
        guard case .alive = Self.verdicts(&liveness, from: 17, to: 26, received: 1) else {
            Issue.record("asked too soon")
            return
        }
        #expect(Self.verdicts(&liveness, from: 26.5, to: 28, received: 1) == .probe)
    }

    @Test(arguments: [(100.0, 100.0), (2.0, 100.0), (2.0, -100.0)])
    func `after a jump of the time the server has five seconds to answer`(steady: Double, wall: Double) {
        var liveness = Liveness(.init(), now: Self.at(0))
        let moment = Self.at(steady, wall: wall)
        #expect(liveness.assess(received: 0, sent: 0, pendingBytes: 0, now: moment) == .probe)
        liveness.probeWasSent(now: moment)
        var verdict = Liveness.Verdict.probe
        for step in [1.0, 2, 3, 4, 4.9] {
            verdict = liveness.assess(received: 0, sent: 0, pendingBytes: 0, now: Self.at(steady + step, wall: wall + step))
        }
        guard case .alive = verdict else {
            Issue.record("\(verdict)")
            return
        }
        let last = Self.at(steady + 5, wall: wall + 5)
        guard case .silent = liveness.assess(received: 0, sent: 0, pendingBytes: 0, now: last) else {
            Issue.record("a dead server was kept")
            return
        }
    }

    @Test func `sleeping is not silence, also while an answer is awaited`() {
        var liveness = Liveness(.init(), now: Self.at(0))
        #expect(Self.verdicts(&liveness, from: 0, to: 10) == .probe)
        liveness.probeWasSent(now: Self.at(10))
        // A night on the wall's clock, none on the other: the machine slept.
        #expect(liveness.assess(received: 0, sent: 0, pendingBytes: 0, now: Self.at(11, wall: 30_000)) == .probe)
    }

    @Test func `bytes that nobody takes are a stall after fifteen seconds, unless some move`() {
        var liveness = Liveness(.init(), now: Self.at(0))
        for second in 1...14 {
            let verdict = liveness.assess(received: UInt64(second), sent: 0, pendingBytes: 100, now: Self.at(Double(second)))
            guard case .alive = verdict else {
                Issue.record("\(verdict)")
                return
            }
        }
        var verdict = Liveness.Verdict.probe
        for second in 15...29 {
            verdict = liveness.assess(received: 14, sent: 0, pendingBytes: 100, now: Self.at(Double(second)))
            if verdict == .probe { liveness.probeWasSent(now: Self.at(Double(second))) }
        }
        #expect(verdict == .stalled(.seconds(15)))
    }

    @Test func `where nothing can be asked the silence begins anew`() {
        var liveness = Liveness(.init(), now: Self.at(0))
        #expect(Self.verdicts(&liveness, from: 0, to: 10) == .probe)
        liveness.probeIsImpossible(now: Self.at(10))
        #expect(liveness.assess(received: 0, sent: 0, pendingBytes: 0, now: Self.at(11)) == .alive(checkAgainIn: .seconds(2)))
    }

    @Test func `a doubt asks at once`() {
        var liveness = Liveness(.init(), now: Self.at(0))
        liveness.doubt()
        #expect(liveness.assess(received: 0, sent: 0, pendingBytes: 0, now: Self.at(1)) == .probe)
        liveness.probeWasSent(now: Self.at(1))
        #expect(liveness.assess(received: 0, sent: 0, pendingBytes: 0, now: Self.at(4.5)) == .alive(checkAgainIn: .seconds(1.5)))
        #expect(liveness.assess(received: 0, sent: 0, pendingBytes: 0, now: Self.at(6)) == .silent(.seconds(6)))
    }

    @Test(
        arguments: [
            (nil, 3, 10, 8, 5), (2, 3, 2, 6, 5), (1, 1, 1, 1, 1), (2, 4, 2, 8, 5), (3, 3, 3, 8, 5), (15, 3, 10, 8, 5), (5, 1, 5, 5, 5),
            (0, 3, 10, 8, 5), (-1, 3, 10, 8, 5), (1, 0, 10, 8, 5), (1, -1, 10, 8, 5), (Int.max, Int.max, 10, 8, 5), (1, Int.max, 1, 8, 5),
        ] as [(Int?, Int, Int, Int, Int)])
    func `the user's ServerAlive settings make a dead server known sooner, never later`(
        interval: Int?, count: Int, silence: Int, answer: Int, urgentAnswer: Int
    ) {
        var hop = Hop(name: "h", address: Endpoint(host: "h", port: 22), user: "u")
        hop.serverAliveInterval = interval.map { .seconds($0) }
        hop.serverAliveCountMax = count
        let limits = Liveness.Limits().heeding(hop)
        #expect(limits.silence == .seconds(silence))
        #expect(limits.answer == .seconds(answer))
        #expect(limits.urgentAnswer == .seconds(urgentAnswer))
    }
}
