import Testing

@testable import Tunnel

struct AttemptPolicyTests {
    @Test(arguments: [
        (0, 0, AttemptPolicy.Verdict.allowed), (1, 0, .allowed), (2, 0, .paused(until: 10_900)), (2, 899, .paused(until: 10_900)),
        (2, 900, .allowed), (3, 0, .allowed), (4, 0, .paused(until: 10_900)), (4, 900, .allowed), (5, 0, .allowed), (6, 0, .locked),
        (6, 1_000_000, .locked), (7, 1_000_000, .locked),
    ])
    func `each second failure pauses for 15 minutes, and the sixth locks`(failures: Int, later: Int, expected: AttemptPolicy.Verdict) {
        #expect(AttemptPolicy.verdict(failures: failures, lastFailure: 10_000, now: 10_000 + later) == expected)
    }

    @Test(arguments: [1, 900, 86_400, 9_999])
    func `a clock that was set back neither skips a pause nor makes it longer`(back: Int) {
        let now = 10_000 - back
        #expect(AttemptPolicy.verdict(failures: 2, lastFailure: 10_000, now: now) == .paused(until: now + 900))
    }

    @Test(arguments: zip(0...6, [0, 0, 1, 1, 2, 2, 3]))
    func `pauses are counted in pairs of failures`(failures: Int, pauses: Int) {
        #expect(AttemptPolicy.pauses(failures: failures) == pauses)
    }
}
