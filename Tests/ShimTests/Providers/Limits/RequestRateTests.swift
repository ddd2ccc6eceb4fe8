import NIOCore
import Testing

@testable import Shim

struct RequestRateTests {
    private func time(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(100 + seconds) }

    @Test func `so many get through in any minute, and the next one is told how long it has to wait`() {
        var rate = RequestRate(limit: 2)
        #expect(rate.admit(now: time(0)) == nil)
        #expect(rate.admit(now: time(10)) == nil)
        #expect(rate.admit(now: time(10)) == .seconds(50))
        #expect(rate.admit(now: time(59)) == .seconds(1))
        // What was refused does not count.
        #expect(rate.admit(now: time(60)) == nil)
        #expect(rate.admit(now: time(61)) == .seconds(9))
        #expect(rate.admit(now: time(70)) == nil)
    }
}
