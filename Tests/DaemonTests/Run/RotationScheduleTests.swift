import Foundation
import Testing

@testable import Daemon

struct RotationScheduleTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let instant = ContinuousClock.now
    private let schedule = RotationSchedule(interval: .seconds(3_600), grace: .seconds(600))

    @Test(arguments: [(-3_601.0, true), (-3_600, true), (-3_599, false), (0, false), (3_599, false), (3_600, true)])
    func `a token is due by its age, or when it is from a future that a wrong clock made`(age: Double, isDue: Bool) {
        #expect(schedule.isDue(written: now.addingTimeInterval(age), now: now, instant: instant) == isDue)
    }

    @Test func `a token that was replaced is not replaced again before the interval is nearly over, whatever the clock says`() {
        var schedule = schedule
        schedule.rotated(at: instant)
        let isDue = { (seconds: Int) in
            schedule.isDue(written: now.addingTimeInterval(-1_000_000), now: now, instant: instant + .seconds(seconds))
        }
        #expect(!isDue(0) && !isDue(3_239) && isDue(3_240))
    }

    @Test func `after a failure it waits for a minute`() {
        var schedule = schedule
        schedule.failed(at: instant)
        let isDue = { (seconds: Int) in
            schedule.isDue(written: now.addingTimeInterval(-3_600), now: now, instant: instant + .seconds(seconds))
        }
        #expect(!isDue(59) && isDue(60))
    }
}
